"""The order of threads. What moderators do to posts of others: `community.moderation`."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from community.people.requests import SignedInRequest
from community.rooms import actions, policies
from community.rooms.views.fetching import thread_at


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
