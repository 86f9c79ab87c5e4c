"""Changing and taking away what one said oneself."""

from django.http import HttpResponse
from django.shortcuts import render

from community.people.requests import SignedInRequest
from community.rooms import actions, policies
from community.rooms.forms import EditForm
from community.rooms.views.fetching import back_to, post_at


def post_edit(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    post = post_at(request, room, thread, number)
    form = EditForm(request.POST or None, initial={"body": post.comment})
    if request.method == "POST" and form.is_valid():
        said = actions.edit(post=post, body=form.cleaned_data["body"], by=request.user)
        return back_to(post.in_thread, number, request, said)
    policies.require_own(request.user, post)
    return render(request, "rooms/post_edit.html", {"post": post, "thread": post.in_thread, "form": form})


def post_delete(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    post = post_at(request, room, thread, number)
    if request.method == "POST":
        actions.delete(post=post, by=request.user)
        return back_to(post.in_thread, number, request, None)
    policies.require_own(request.user, post)
    return render(request, "rooms/post_delete.html", {"post": post, "thread": post.in_thread})
