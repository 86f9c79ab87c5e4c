"""Taking away what one said oneself."""

from django.http import HttpResponse
from django.shortcuts import render

from community.people.requests import SignedInRequest
from community.rooms import actions, policies
from community.rooms.views.fetching import back_to, post_at


def post_delete(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    post = post_at(request, room, thread, number)
    if request.method == "POST":
        actions.delete(post=post, by=request.user)
        return back_to(post.in_thread, number)
    policies.require_may_delete(request.user, post)
    return render(request, "rooms/post_delete.html", {"post": post, "thread": post.in_thread})
