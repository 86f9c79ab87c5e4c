"""Reading a thread, by the page or whole."""

from django.http import HttpResponse
from django.shortcuts import render

from community.people.requests import SignedInRequest
from community.rooms import actions, pages, policies
from community.rooms.forms import ReplyForm
from community.rooms.views.fetching import care_due, thread_at


def thread(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    here = thread_at(request, room, thread)
    asked = request.GET.get("page", "")
    page = pages.read_page(here, int(asked) if asked.isdecimal() and len(asked) < 9 else 1)
    seen = pages.last_read(here, request.user)
    if page.posts and page.posts[-1].number > seen:
        actions.mark_read(thread=here, number=page.posts[-1].number, by=request.user)
    context = {
        "thread": here,
        "page": page,
        "seen": seen,
        "form": ReplyForm(),
        "care": care_due(request),
        "moderates": policies.moderates(request.user, here.room),
    }
    return render(request, "rooms/thread.html", context)


def thread_whole(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    """Every post on one page, to read in one go or to print."""
    here = thread_at(request, room, thread)
    return render(request, "rooms/thread_whole.html", {"thread": here, "page": pages.read_whole(here)})
