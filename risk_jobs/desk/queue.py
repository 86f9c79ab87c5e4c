"""What the desk shows: rows of the queue, the page of a case, and what is owed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Prefetch, Q
from django.utils import timezone

from community.people.models import Person
from community.people.policies import services_where
from community.people.roles import Permission
from community.rooms.models import Post
from community.utterances.marks import Piece, excerpt, pieces
from community.utterances.models import Kind, Utterance
from community.utterances.places import Place, places_of
from risk_jobs.desk import clocks
from risk_jobs.desk.models import Case, CaseQuerySet, Flag, Source
from risk_jobs.desk.states import State

A_PAGE = 25
EXCERPT = 160  # characters in a row of the queue
AROUND = 3


HISTORIC = "historic"


def asked_for(cases: CaseQuerySet, state: str) -> CaseQuerySet:
    """One of the desk's lists, in its order. Historic cases stand in none but their own."""
    if state == HISTORIC:
        return cases.historic().open().order_by("priority", "-last_hit_at", "-id")
    cases = cases.now()
    if state == State.CLOSED:
        return cases.filter(state=state).order_by("-closed_at")
    return (cases.filter(state=state) if state in State.values else cases.open()).most_urgent_first()


def spans_of(flag: Flag) -> list[tuple[int, int]]:
    """[start, end) places of the words that hit, in the raw text."""
    return [(span[0], span[1]) for hit in flag.hits for span in hit["spans"]]


@dataclass(frozen=True, slots=True)
class Row:
    case: Case
    due: str
    late: bool
    excerpt: list[Piece]
    also: list[Case]  # the same text stands in these too, under other topics


@dataclass(frozen=True, slots=True)
class Due:
    """`due` says it in words ("due in 12 min")."""

    due: str
    late: bool


def due_of(case: Case, *, now: datetime | None = None) -> Due:
    now = now or timezone.now()
    if case.due_at is None:
        return Due("no clock", False)
    return Due(clocks.in_words(case.due_at, now), case.due_at < now)


def rows(cases: Iterable[Case], *, by: Person, now: datetime | None = None) -> list[Row]:
    now, cases = now or timezone.now(), list(cases)
    also = _also([case.flags.all()[0].utterance_id for case in cases if case.flags.all()], by)
    return [_row(case, also, now) for case in cases]


def _also(texts: Collection[int], by: Person) -> dict[int, list[Case]]:
    """Text -> the open cases it stands in, of those this person may see: one text may be about two topics, and so in
    two cases of its author."""
    found: dict[int, list[Case]] = {}
    flags = Flag.objects.filter(utterance__in=texts, case__in=Case.objects.visible_to(by).now().open())
    for flag in flags.select_related("case").order_by("case__priority", "case_id"):
        found.setdefault(flag.utterance_id, []).append(flag.case)
    return found


def _row(case: Case, also: dict[int, list[Case]], now: datetime) -> Row:
    flags = list(case.flags.all())
    others = [one for one in also.get(flags[0].utterance_id, []) if one.pk != case.pk] if flags else []
    shown = excerpt(flags[0].utterance.text, spans_of(flags[0]), length=EXCERPT) if flags else []
    clock = due_of(case, now=now)
    return Row(case, clock.due, clock.late, shown, others)


def opened_for(case: Case) -> str:
    """Why a case about a member is here that no text opened."""
    if case.source not in (Source.RETURN, Source.QUIET):
        return ""
    return case.events.filter(did="opened").values_list("text", flat=True).first() or ""


def with_what_a_row_shows(cases: Any) -> Any:
    flags = Flag.objects.select_related("utterance").order_by("priority", "-raised_at")
    return cases.select_related("person", "service", "claimed_by", "closed_by").prefetch_related(
        Prefetch("flags", queryset=flags)
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cases of one service that nobody has taken."""

    count: int
    late: int


def waiting_in(services: Collection[int], *, now: datetime | None = None) -> dict[int, Waiting]:
    """Service id -> how many wait, without the services in which none does. Numbers only: whoever runs a service may
    see them, and no case."""
    late = Count("pk", filter=Q(due_at__lt=now or timezone.now()))
    free = Case.objects.now().filter(service__in=services, state=State.NEW)
    counted = free.order_by().values_list("service").annotate(waits=Count("pk"), late=late)
    return {service: Waiting(waits, over) for service, waits, over in counted}


@dataclass(frozen=True, slots=True)
class Owed:
    """Texts that the judge still owes, and since when; the desk says so as long as there is one."""

    count: int
    oldest: datetime | None

    @property
    def minutes(self) -> int:
        return int((timezone.now() - self.oldest).total_seconds() // 60) if self.oldest else 0


def owed_to_the_judge(person: Person) -> Owed:
    """Of the services whose desk this person works: nobody learns how much is said elsewhere."""
    services = services_where(person, Permission.USE_DESK)
    found = (
        Utterance.objects.unjudged()
        .readable_by(person)
        .filter(service__in=services)
        .aggregate(count=Count("pk"), oldest=Min("said_at"))
    )
    return Owed(found["count"], found["oldest"])


@dataclass(frozen=True, slots=True)
class Shown:
    """One flagged text of a case, as it was said, with its reasons and where it stood."""

    flag: Flag
    pieces: list[Piece]
    place: Place | None
    since: str
    around: list[Post]


def flagged_texts(case: Case, *, by: Person) -> list[Shown]:
    flags = list(case.flags.select_related("utterance__room", "utterance__author"))
    places = places_of([flag.utterance for flag in flags], person=by)
    newest = _newest([flag.utterance for flag in flags])
    return [
        Shown(
            flag,
            pieces(flag.utterance.text, spans_of(flag)),
            places.get(flag.utterance_id),
            _what_became_of_it(flag.utterance, newest),
            _around(flag.utterance, by),
        )
        for flag in flags
    ]


def _newest(utterances: Iterable[Utterance]) -> dict[tuple[str, int], tuple[int, bool]]:
    """(kind, source) -> its newest revision, and whether that stands."""
    sources = {utterance.source_id for utterance in utterances}
    found = Utterance.objects.filter(source_id__in=sources).order_by("revision")
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


def _around(utterance: Utterance, by: Person) -> list[Post]:
    """Up to three posts above and below, as they stand now, the flagged one among them."""
    if utterance.kind != Kind.POST:
        return []
    spot = (
        Post.objects.visible_to(by).filter(pk=utterance.source_id).values_list("in_thread", "number").first()
    )
    if spot is None:
        return []
    near = Post.objects.filter(in_thread=spot[0], number__range=(spot[1] - AROUND, spot[1] + AROUND))
    return list(near.lean_with_authors().order_by("number"))


def last_texts(person: Person, *, of: Case, by: Person, count: int = 5) -> list[Utterance]:
    """What the member last said anywhere in the case's service; to `by` nothing that was said about them."""
    said = Utterance.objects.readable_by(by).filter(author=person, service=of.service_id)
    said = said.exclude(kind=Kind.HANDLE)
    return list(said.select_related("room").order_by("-said_at")[:count])
