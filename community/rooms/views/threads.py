"""Reading a thread, by the page or whole."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from community.people.requests import SignedInRequest
from community.rooms import actions, drafts, pages, policies
from community.rooms.composing import Place
from community.rooms.forms import Composer
from community.rooms.marks import add_marks
from community.rooms.models import Thread
from community.rooms.restraints import restraints_on
from community.rooms.views.fetching import address_of, care_due, notes_due, thread_to_read, waiting_here


def thread(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    here = thread_to_read(request, room, thread)
    page = pages.read_page(here, pages.asked_for(request.GET.get("page")), request.user)
    context = (
        _reading(request, here, page)
        | _writing(request, here)
        | {
            "care": care_due(request),
            "notes_asked": notes_due(request, here),
        }
    )
    return render(request, "rooms/thread.html", context)


def thread_newer(request: SignedInRequest, room: str, thread: str, after: int) -> HttpResponse:
    """The posts that came after this number, to be added to an open page; by itself the page they stand on."""
    here = thread_to_read(request, room, thread)
    if not request.htmx:
        return redirect(address_of(here, min(after + 1, here.last_number)))
    page = pages.read_newer(here, min(after, here.last_number), request.user)
    return render(request, "rooms/posts.html", _reading(request, here, page))


def thread_whole(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    """Every post on one page, to read in one go or to print."""
    here = thread_to_read(request, room, thread)
    page = pages.read_whole(here, request.user)
    _remember(request, here, page)
    return render(request, "rooms/thread_whole.html", {"thread": here, "page": page, "most": pages.WHOLE})


def _reading(request: SignedInRequest, here: Thread, page: pages.Page) -> dict[str, object]:
    add_marks(page.posts, room=here.room, person=request.user)
    _remember(request, here, page)
    seen = here.seen  # type: ignore[attr-defined]
    return {
        "thread": here,
        "page": page,
        "new_from": seen + 1 if seen and seen < here.last_number else None,
        "moderates": policies.moderates(request.user, here.room),
        "raises": policies.raises_in(request.user, here.room),
    }


def _writing(request: SignedInRequest, here: Thread) -> dict[str, object]:
    """The form below the posts, with what one has begun to write; and what a moderator reads first."""
    place = Place(here.room, here)
    restraints = restraints_on(request.user, here.room, here)
    draft = drafts.draft_for(place, request.user) if here.drafted else None  # type: ignore[attr-defined]
    return {
        "place": place,
        "room": here.room,
        "draft": draft,
        "form": Composer(place, request.user, draft=draft),
        "restraints": restraints,
        "writes": policies.can_write_at(request.user, place),
        "waiting": waiting_here(here, request.user),
    }


def _remember(request: SignedInRequest, here: Thread, page: pages.Page) -> None:
    if request.method == "GET" and page.newest > (here.seen or 0):  # type: ignore[attr-defined]
        actions.mark_read(thread=here, number=page.newest, by=request.user)
