"""What moderators do to posts of others."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from community.people.requests import SignedInRequest
from community.rooms import actions, policies
from community.rooms.forms import HideForm
from community.rooms.views.fetching import back_to, post_at, thread_at


def post_hide(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    """A moderator takes a post out of sight, and says why."""
    post = post_at(request, room, thread, number)
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.hide(post=post, by=request.user, **form.cleaned_data)
        return back_to(post.in_thread, number)
    policies.require_may_hide(request.user, post)
    return render(request, "rooms/post_hide.html", {"post": post, "thread": post.in_thread, "form": form})


def thread_pin(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    """A moderator puts a thread at the head of its room, or back into its order."""
    here = thread_at(request, room, thread)
    policies.require_may_pin(request.user, here)
    if request.method == "POST":
        pinned = "unpin" not in request.POST
        actions.pin(thread=here, by=request.user, pinned=pinned)
        where = "at the head of the room" if pinned else "back in its order"
        messages.success(request, f"The thread is {where}.")
    return redirect(here)
