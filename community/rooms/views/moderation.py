"""What moderators do to posts of others."""

from django.http import HttpResponse
from django.shortcuts import render

from community.people.requests import SignedInRequest
from community.rooms import actions, policies
from community.rooms.forms import HideForm
from community.rooms.views.fetching import back_to, post_at


def post_hide(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    """A moderator takes a post out of sight, and says why."""
    post = post_at(request, room, thread, number)
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.hide(post=post, by=request.user, why=form.cleaned_data["why"])
        return back_to(post.in_thread, number, request, None)
    policies.require_may_hide(request.user, post)
    return render(request, "rooms/post_hide.html", {"post": post, "thread": post.in_thread, "form": form})
