"""What the team does to a post of somebody else."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from community.concerns.forms import PostConcernForm
from community.concerns.words import answer
from community.moderation import actions, policies
from community.moderation.forms import HideForm, SentenceForm
from community.moderation.views.from_report import came_from, the_report
from community.people.requests import SignedInRequest
from community.rooms import policies as room_policies
from community.rooms.models import Post, PostState
from community.rooms.views.fetching import address_of, back_to, post_at, remember_care


def post_raise(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    """One press: a clinician reads it today. Then one may add words, or ask for more haste."""
    post = post_at(request, room, thread, number)
    policies.require_may_raise(request.user, post)
    form = PostConcernForm(request.POST if request.method == "POST" else None)
    had_asked = actions.has_asked(post, request.user)
    if request.method == "POST" and form.is_valid():
        is_now = form.cleaned_data["when"] == "now"
        asked = actions.raise_post(
            post=post, by=request.user, words=form.cleaned_data["words"], is_now=is_now
        )
        remember_care(request, asked.said)
        told = answer(asked, will="A clinician will read it", who_is_not_told="Whoever wrote it")
        messages.success(request, told)
        written = had_asked or form.cleaned_data["words"]
        return back_to(post.in_thread, number) if written else redirect(request.path)
    context = {"form": form, "has_asked": had_asked, "back": address_of(post.in_thread, number)}
    return render(request, "moderation/post_raise.html", context)


def post_hide(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    """Out of sight; its author is told why."""
    post = post_at(request, room, thread, number)
    room_policies.require_may_hide(request.user, post)
    form = HideForm(request.POST or None, initial=came_from(request))
    if request.method == "POST" and form.is_valid():
        done = _decide(request, form, actions.hide, post)
        if done is not None:
            return done
    return _page(request, "moderation/post_hide.html", post, form)


def post_ask_note(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    """The post stays; its author is asked for a content note."""
    post = post_at(request, room, thread, number)
    room_policies.require_may_ask(request.user, post)
    form = SentenceForm(request.POST or None, initial=came_from(request))
    if request.method == "POST" and form.is_valid():
        done = _decide(request, form, actions.ask_for_note, post)
        if done is not None:
            return done
    return _page(request, "moderation/post_ask_note.html", post, form)


def post_return(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    """A removed post stands again. Only those who moderate the room know of its words; reading them is written down."""
    hidden = Post.objects.visible_to(request.user).filter(state=PostState.HIDDEN)
    found = hidden.select_related("in_thread__room", "room__service", "author")
    post = get_object_or_404(found, room__slug=room, in_thread__ref=thread, number=number)
    if not room_policies.moderates(request.user, post.room):
        raise Http404
    room_policies.require_may_unhide(request.user, post)
    form = SentenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _decide(request, form, actions.return_post, post)
        if done is not None:
            return done
    actions.record_reading_of_removed(post=post, by=request.user)
    return _page(request, "moderation/post_return.html", post, form)


def _decide(request: SignedInRequest, form: forms.Form, action: Any, post: Post) -> HttpResponse | None:
    """None: somebody else was quicker, and the form comes back with what was typed and the reason."""
    given = {name: value for name, value in form.cleaned_data.items() if name not in ("reported", "seen")}
    if action is not actions.return_post:
        given |= the_report(request, form)
    try:
        decision = action(post=post, by=request.user, **given)
    except actions.ChangedMeanwhile as other:
        form.add_error(None, str(other))
        return None
    return redirect("done", decision.ref)


def _page(request: SignedInRequest, template: str, post: Post, form: forms.Form) -> HttpResponse:
    return render(request, template, {"post": post, "thread": post.in_thread, "form": form})
