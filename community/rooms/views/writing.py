"""Writing: a new thread, a reply, a change of one's own post. One way through for the three."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from community.people.policies import require
from community.people.requests import SignedInRequest
from community.rooms import actions, drafts, notes, policies
from community.rooms.composing import Place, fingerprint, place_of_post
from community.rooms.forms import Composer
from community.rooms.markup import as_quotation, to_html
from community.rooms.models import Room
from community.rooms.restraints import TooSoon, restraints_on
from community.rooms.sending import Choice, Outcome, send
from community.rooms.views.autosave import keep_quietly
from community.rooms.views.fetching import back_to, note_care, post_at, suggest_notes, thread_at


def thread_new(request: SignedInRequest, room: str) -> HttpResponse:
    here = get_object_or_404(Room.objects.visible_to(request.user).select_related("service"), slug=room)
    return compose(request, Place(here), "rooms/thread_new.html")


def post_reply(request: SignedInRequest, room: str, thread: str) -> HttpResponse:
    here = thread_at(request, room, thread)
    return compose(request, Place(here.room, here), "rooms/post_reply.html")


def post_edit(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    post = post_at(request, room, thread, number)
    policies.require_own(request.user, post)
    return compose(request, place_of_post(post), "rooms/post_edit.html")


def post_note(request: SignedInRequest, room: str, thread: str, number: int) -> HttpResponse:
    """The author says yes to a content note that was suggested."""
    post = post_at(request, room, thread, number)
    policies.require_own(request.user, post)
    known = {note.name for note in notes.notes_of(post.room.service_id)}
    chosen = ", ".join(name for name in request.POST.getlist("notes")[:20] if name in known)
    if chosen:
        actions.edit(post=post, body=post.comment, notes=chosen, by=request.user)
    return back_to(post.in_thread, number)


def compose(request: SignedInRequest, place: Place, template: str) -> HttpResponse:
    """Show the form, or do with it what its button says."""
    require(policies.would_write_at(request.user, place), "You can read this room but not write in it.")
    if not policies.can_write_at(request.user, place):
        return _stopped(request, place)
    if request.method != "POST":
        draft = drafts.draft_for(place, request.user)
        form = Composer(place, request.user, draft=draft, reply_to=request.GET.get("to", ""))
        if draft is None and "quote" in request.GET and (quoted := form.answered()) is not None:
            form.initial["body"] = as_quotation(quoted.comment)
        form.take_up(request.POST)
        return _page(request, template, place, form, draft=draft)
    form = Composer(place, request.user, request.POST, request.FILES)
    do = request.POST.get("do", "")
    if do == "autosave":
        return _keep_quietly(request, place, form)
    if do == "draft":
        return _keep(request, template, place, form)
    if do == "throw-away":
        drafts.throw_away(place=place, seen=form.draft_seen, by=request.user)
        return redirect(place.url)
    return _send(request, template, place, form, do)


def _send(request: SignedInRequest, template: str, place: Place, form: Composer, do: str) -> HttpResponse:
    if not form.is_valid():
        return _page(request, template, place, form)
    written = form.written()
    if do == "preview":
        preview = to_html(written.body, written.picture)
        return _page(request, template, place, form, preview=preview, preview_notes=written.notes)
    choice = Choice(do) if do in list(Choice) else Choice.POST
    try:
        outcome = send(place=place, written=written, by=request.user, choice=choice)
    except actions.EditedMeanwhile as other:
        form.now_seen("seen", fingerprint(other.now_says))
        return _page(request, template, place, form, now_says=other.now_says)
    except TooSoon as wait:
        form.add_error("body", _slowly(wait))
        return _page(request, template, place, form)
    if outcome.asks is not None:
        return _page(request, template, place, form, asks=outcome.asks)
    return _done(request, place, outcome)


def _slowly(wait: TooSoon) -> str:
    at = timezone.localtime(wait.until)
    return f"This is in slow mode: you can post again at {at:%H:%M}. Your words are still here. Help now does not wait."


def _stopped(request: SignedInRequest, place: Place) -> HttpResponse:
    """It became read only, or they may not write for a while. Words that were typed meanwhile are kept as a draft."""
    if request.method == "POST":
        form = Composer(place, request.user, request.POST, request.FILES)
        with suppress(drafts.NewerDraft):
            drafts.save(place=place, fields=form.drafted(), seen=form.draft_seen, by=request.user)
    stops = restraints_on(request.user, place.room, place.thread).stops
    context = {"place": place, "room": place.room, "thread": place.thread, "stops": [stops] if stops else []}
    return render(request, "rooms/stopped.html", context, status=403)


def _done(request: SignedInRequest, place: Place, outcome: Outcome) -> HttpResponse:
    note_care(request, outcome.care)
    if outcome.post is not None:
        suggest_notes(request, outcome.post, outcome.suggested)
        return back_to(outcome.post.in_thread, outcome.post.number)
    messages.success(
        request, "Your post is waiting for a moderator. Until then only you and the team can read it."
    )
    return redirect("waiting_mine")


# --- drafts ----------------------------------------------------------------------------------------------
def _keep_quietly(request: SignedInRequest, place: Place, form: Composer) -> HttpResponse:
    """After its own Send there is nothing left to keep."""
    if form.is_valid() and drafts.was_sent(by=request.user, send_key=form.written().send_key):
        return JsonResponse({"sent": True})
    return keep_quietly(place=place, form=form, by=request.user)


def _keep(request: SignedInRequest, template: str, place: Place, form: Composer) -> HttpResponse:
    """By its button. Newer words from another window are shown beside these; a second press keeps these."""
    try:
        drafts.save(place=place, fields=form.drafted(), seen=form.draft_seen, by=request.user)
    except drafts.NewerDraft as other:
        form.now_seen("draft", str(other.newer.version))
        return _page(request, template, place, form, newer=other.newer)
    messages.success(request, "Your draft is saved. Only you can read it.")
    return redirect(place.url)


def _page(request: SignedInRequest, template: str, place: Place, form: Composer, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "room": place.room,
        "thread": place.thread,
        "post": place.post,
        "place": place,
        "to": form.answered(),
        "kept_picture": form.kept_picture,
        **more,
    }
    return render(request, template, context)
