"""The thread or post that an address names, for those who may know of it; and the way back to it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from community.people.models import Person
from community.people.requests import SignedInRequest
from community.rooms import pages
from community.rooms.guard import MODERATED
from community.rooms.models import Measure, Post, Thread, Waiting
from community.rooms.models.threads import ThreadQuerySet
from community.rooms.restraints import restraints_on, with_restraints_on
from community.utterances.models import Care, Utterance


def thread_at(request: SignedInRequest, room: str, thread: str) -> Thread:
    return get_object_or_404(_threads(request), ref=thread, room__slug=room)


def thread_to_read(request: SignedInRequest, room: str, thread: str) -> Thread:
    """It also knows how far this person has read and whether they have a draft there; who sends a form need not wait
    for that."""
    known = _threads(request).with_place_of(request.user).with_drafts_of(request.user)
    return get_object_or_404(known, ref=thread, room__slug=room)


def _threads(request: SignedInRequest) -> ThreadQuerySet:
    known = Thread.objects.visible_to(request.user).select_related("room__service")
    return with_restraints_on(known, request.user)


def post_at(request: SignedInRequest, room: str, thread: str, number: int) -> Post:
    """One that stands: of a removed post only its place in the thread is to be known."""
    standing = Post.objects.visible_to(request.user).published()
    found = standing.select_related("in_thread__room", "room__service", "author")
    return get_object_or_404(found, room__slug=room, in_thread__ref=thread, number=number)


def back_to(thread: Thread, number: int) -> HttpResponse:
    """To the post just written."""
    return redirect(address_of(thread, number))


def address_of(thread: Thread, number: int) -> str:
    """Where a post of a thread stands; the thread came with its room."""
    url = reverse("thread", args=[thread.room.slug, thread.ref])
    return f"{url}?page={pages.page_of(number)}#post-{number}"


def remember_care(request: SignedInRequest, said: Utterance | None) -> None:
    """The next page shows the help card when the judge asks for it."""
    if said is not None and said.care == Care.HELP:
        request.session["care"] = True


def note_care(request: SignedInRequest, due: bool) -> None:
    """The judge asks that the author is shown the service's help message: it stands above the next page."""
    if due:
        request.session["care"] = True


def care_due(request: SignedInRequest) -> bool:
    """Shown once, on the page that follows the post."""
    return request.session.pop("care", None) is not None


def suggest_notes(request: SignedInRequest, post: Post, names: tuple[str, ...]) -> None:
    """Asked above the next page of the thread."""
    if names:
        request.session["notes"] = {"thread": post.in_thread.ref, "number": post.number, "names": list(names)}


def notes_due(request: SignedInRequest, thread: Thread) -> dict[str, object] | None:
    """Shown once, on the page of the thread that follows the post."""
    asked = request.session.get("notes")
    if not isinstance(asked, dict) or asked.get("thread") != thread.ref:
        return None
    del request.session["notes"]
    return asked


def waiting_here(thread: Thread, person: Person) -> list[Waiting]:
    """One's own posts in this thread that a moderator reads first; only where there can be such they are asked for."""
    held = restraints_on(person, thread.room, thread).of(Measure.Kind.HOLD)
    if thread.room.number_rule not in MODERATED and held is None:
        return []
    return list(thread.waiting.filter(author=person).undecided())
