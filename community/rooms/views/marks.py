"""What one keeps and feels: the buttons under a post, and the page of what was kept."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from community.people.models import Person
from community.people.requests import SignedInRequest
from community.rooms import actions, pages
from community.rooms.marks import BOOKMARK, Press, add_marks
from community.rooms.models import Bookmark, Feeling, Post, Thread
from community.rooms.views.fetching import address_of, post_at, thread_at


def thread_marks(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    """A button was pressed: the buttons as they are now, or back to the post."""
    here = thread_at(request, room, thread)
    if request.method != "POST":
        return redirect(here)
    press = Press.read(request.POST)
    if press is None:
        messages.warning(request, "That button did not work, and nothing has changed. Please press it again.")
        return redirect(here)
    if press.kind == BOOKMARK and not press.wanted:
        actions.let_go(thread=here, number=press.number, by=request.user)
    else:
        _press(post_at(request, room, thread, press.number), press, request.user)
    return _as_it_is_now(request, here, press.number)


def _press(post: Post, press: Press, by: Person) -> None:
    if press.kind == BOOKMARK:
        actions.bookmark(post=post, by=by)
    else:
        actions.react(post=post, feeling=Feeling(press.kind), by=by, feel=press.wanted)


def _as_it_is_now(request: SignedInRequest, here: Thread, number: int) -> HttpResponse:
    if "from_bookmarks" in request.POST:
        return redirect("bookmark_list")
    if not request.htmx:
        return redirect(address_of(here, number))
    found = pages.read_newer(here, number - 1, request.user).posts[:1]
    add_marks(found, room=here.room, person=request.user)
    [post] = found
    context = {"number": str(number), "marks": post.marks, "told": post.told}
    return render(request, "rooms/post_marks.html", context)


def bookmark_list(request: SignedInRequest) -> HttpResponse:
    """What one kept, the newest first. Nobody else sees this page."""
    kept = Bookmark.objects.visible_to(request.user).with_posts().order_by("-kept_at", "-id")
    page = Paginator(kept, pages.SIZE).get_page(request.GET.get("page"))
    return render(request, "rooms/bookmark_list.html", {"page": page})
