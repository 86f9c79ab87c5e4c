"""The thread or post that an address names, for those who may know of it; and the way back to it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from community.people.requests import SignedInRequest
from community.rooms import pages
from community.rooms.models import Post, Thread
from community.utterances.models import Care, Utterance


def thread_at(request: SignedInRequest, room: str, thread: str) -> Thread:
    seen = Thread.objects.visible_to(request.user).select_related("room__service")
    return get_object_or_404(seen.with_place_of(request.user), ref=thread, room__slug=room)


def post_at(request: SignedInRequest, room: str, thread: str, number: int) -> Post:
    """One that stands: of a removed post only its place in the thread is to be known."""
    standing = Post.objects.visible_to(request.user).published()
    found = standing.select_related("in_thread__room", "room__service", "author")
    return get_object_or_404(found, room__slug=room, in_thread__ref=thread, number=number)


def back_to(thread: Thread, number: int, request: SignedInRequest, said: Utterance | None) -> HttpResponse:
    """To the post just written; the help card stands above it when the judge asks for it."""
    remember_care(request, said)
    return redirect(address_of(thread, number))


def address_of(thread: Thread, number: int) -> str:
    """Where a post of a thread stands; the thread came with its room."""
    url = reverse("thread", args=[thread.room.slug, thread.ref])
    return f"{url}?page={pages.page_of(number)}#post-{number}"


def remember_care(request: SignedInRequest, said: Utterance | None) -> None:
    """The next page shows the help card when the judge asks for it."""
    if said is not None and said.care == Care.HELP:
        request.session["care"] = True


def care_due(request: SignedInRequest) -> bool:
    """Shown once, on the page that follows the post."""
    return request.session.pop("care", None) is not None
