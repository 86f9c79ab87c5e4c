"""What one keeps and feels: the buttons under a post, and the page of what was kept."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from community.people.requests import SignedInRequest
from community.rooms import actions, pages
from community.rooms.marks import BOOKMARK, Press, add_marks
from community.rooms.models import Bookmark, Feeling, Thread
from community.rooms.views.fetching import address_of, post_at, thread_at


def thread_marks(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    """A button was pressed: the buttons as they are now, or back to the post."""
    here = thread_at(request, room, thread)
    if request.method != "POST":
        return redirect(here)
    press = Press.read(request.POST)
    if press is None:
        raise Http404
    post = post_at(request, room, thread, press.number)
    if press.kind == BOOKMARK:
        actions.bookmark(post=post, by=request.user, keep=press.wanted)
    else:
        actions.react(post=post, feeling=Feeling(press.kind), by=request.user, feel=press.wanted)
    return _as_it_is_now(request, here, press.number)


def _as_it_is_now(request: SignedInRequest, here: Thread, number: int) -> HttpResponse:
    if "from_bookmarks" in request.POST:
        return redirect("bookmark_list")
    if not request.htmx:
        return redirect(address_of(here, number))
    found = pages.read_newer(here, number - 1, request.user).posts[:1]
    add_marks(found, room=here.room, person=request.user)
    return render(request, "rooms/post_marks.html", {"post": found[0], "thread": here})


def bookmark_list(request: SignedInRequest) -> HttpResponse:
    """What one kept, the newest first. Nobody else sees this page."""
    kept = Bookmark.objects.visible_to(request.user).with_posts().order_by("-kept_at", "-id")
    page = Paginator(kept, pages.SIZE).get_page(request.GET.get("page"))
    return render(request, "rooms/bookmark_list.html", {"page": page})
