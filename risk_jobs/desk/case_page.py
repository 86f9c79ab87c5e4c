"""What the page of a case shows: why it is here, where it was said, and who said it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse

from community.people.models import Person
from community.rooms.models import Post
from community.utterances.marks import Piece, pieces
from community.utterances.models import Kind, Utterance
from community.utterances.places import Place, places_of
from risk_jobs.desk.models import Case, CaseEvent, Flag
from risk_jobs.desk.queue import spans_of
from risk_jobs.on_call.calling import staff_of

AROUND = 3
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """One flagged text of a case, as it was said, with its reasons and where it stood."""

    flag: Flag
    pieces: list[Piece]
    place: Place | None
    since: str
    around: list[Post]
    hide_url: str


def flagged_texts(case: Case, *, by: Person) -> tuple[list[Shown], bool]:
    """The newest first; and whether there are older ones, of a case with very many."""
    found = list(case.flags.select_related("utterance__room", "utterance__author")[: MOST_SHOWN + 1])
    flags = found[:MOST_SHOWN]
    texts = [flag.utterance for flag in flags]
    places, newest, around = places_of(texts, person=by), _newest(texts), _around(texts, by)
    shown = [
        Shown(
            flag,
            pieces(flag.utterance.text, spans_of(flag)),
            places.get(flag.utterance_id),
            _what_became_of_it(flag.utterance, newest),
            *(around.get(flag.utterance.source_id, ALONE) if flag.utterance.kind == Kind.POST else ALONE),
        )
        for flag in flags
    ]
    return shown, len(found) > MOST_SHOWN


def _newest(utterances: Iterable[Utterance]) -> dict[tuple[str, int], tuple[int, bool]]:
    """(kind, source) -> its newest revision, and whether that stands. Asked by kind and source, as the index goes: a
    building holds a million texts."""
    sources: dict[str, set[int]] = defaultdict(set)
    for utterance in utterances:
        sources[utterance.kind].add(utterance.source_id)
    if not sources:
        return {}
    asked = reduce(or_, (Q(kind=kind, source_id__in=those) for kind, those in sources.items()))
    found = Utterance.objects.filter(asked).order_by("revision")
    rows = found.values_list("kind", "source_id", "revision", "stands")
    return {(kind, source): (revision, stands) for kind, source, revision, stands in rows}


def _what_became_of_it(utterance: Utterance, newest: dict[tuple[str, int], tuple[int, bool]]) -> str:
    if utterance.stands:
        return ""
    if utterance.kind in (Kind.HELD, Kind.HELD_TITLE):
        return "Sent to a moderator first: nobody else in the room has read this."
    revision, stands = newest[utterance.kind, utterance.source_id]
    edited, removed = revision > utterance.revision, not stands
    became = "Edited and then removed" if edited and removed else "Edited" if edited else "Removed"
    return f"{became} since. This is what it said."


Around = tuple[list[Post], str]
ALONE: Around = ([], "")


def _around(utterances: Iterable[Utterance], by: Person) -> dict[int, Around]:
    """Post id -> up to three posts above and below, as they stand now, that one among them, and where it can be hidden;
    two statements."""
    ids = {one.source_id for one in utterances if one.kind == Kind.POST}
    seen = Post.objects.visible_to(by).filter(pk__in=ids) if ids else Post.objects.none()
    spots = {
        pk: spot
        for pk, *spot in seen.values_list("pk", "in_thread", "number", "in_thread__ref", "room__slug")
    }
    if not spots:
        return {}
    near = reduce(or_, (Q(in_thread=thread, number__range=_beside(at)) for thread, at, *_ in spots.values()))
    posts = list(Post.objects.filter(near).lean_with_authors().order_by("in_thread", "number"))
    return {
        pk: (
            [post for post in posts if post.in_thread_id == thread and abs(post.number - number) <= AROUND],
            _where_to_hide([post for post in posts if post.pk == pk], ref, room, by),
        )
        for pk, (thread, number, ref, room) in spots.items()
    }


def _where_to_hide(posts: Sequence[Post], thread: str, room: str, by: Person) -> str:
    """Of a post that stands, and is not one's own."""
    if not posts or not posts[0].is_published or posts[0].author_id == by.pk:
        return ""
    return reverse("post_hide", args=[room, thread, posts[0].number])


def _beside(number: int) -> tuple[int, int]:
    return number - AROUND, number + AROUND


def last_texts(person: Person, *, of: Case, by: Person, count: int = 5) -> list[Utterance]:
    """What the member last said anywhere in the case's service; to `by` nothing that was said about them."""
    said = Utterance.objects.readable_by(by).filter(author=person, service=of.service_id)
    said = said.exclude(kind=Kind.HANDLE)
    return list(said.select_related("room").order_by("-said_at")[:count])


def opened_for(events: Sequence[CaseEvent]) -> str:
    """Why a case is here that no one text opened: somebody came back, or several said the same."""
    return next((event.text for event in events if event.did == "opened"), "")


def colleagues(case: Case, *, by: Person) -> list[Person]:
    """To whom it can be handed."""
    return [one for one in staff_of(case.service) if one.pk not in (by.pk, case.person_id)]
