"""Messages: a member's own, the list at the desk, and what a service sets."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from community.messages import actions, policies, queue
from community.messages.forms import MessageForm, RulesForm
from community.messages.writing import MessagePlace, send
from community.muting.policies import muted_by
from community.people.models import Person, Service
from community.people.policies import require
from community.people.requests import SignedInRequest
from community.people.services.opening import opening
from community.rooms import drafts
from community.rooms.profiles import read_profile
from community.rooms.views.autosave import keep_quietly
from community.rooms.views.fetching import care_due, note_care

SIZE = 30


def conversations(request: SignedInRequest) -> HttpResponse:
    """One's own, the newest first, and the teams one may write to."""
    own = queue.own(request.user)
    page = Paginator(own, SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "teams": policies.teams_of(request.user), "muted": muted_by(request.user)}
    return render(request, "messages/conversations.html", context)


def message_team(request: SignedInRequest, service: str) -> HttpResponse:
    """The team of a service whose rooms one does not enter does not exist."""
    team = next((one for one in policies.teams_of(request.user) if one.slug == service), None)
    if team is None:
        raise Http404
    return _write(request, MessagePlace(team=team), team)


def message_member(request: SignedInRequest, ref: str) -> HttpResponse:
    other: Person = read_profile(ref, request.user).person
    service = policies.service_between(request.user, other)
    require(service is not None, "You cannot send messages to this person.")
    return _write(request, MessagePlace(other=other), service)


def conversation(request: SignedInRequest, ref: str) -> HttpResponse:
    """One's own."""
    here = get_object_or_404(queue.own(request.user), ref=ref)
    return _write(request, MessagePlace(conversation=here), here.service)


def desk_messages(request: SignedInRequest) -> HttpResponse:
    """Who waits longest first; then the others, the newest first."""
    page = Paginator(queue.of_the_team(request.user), SIZE).get_page(request.GET.get("page"))
    return render(
        request, "messages/desk_messages.html", {"page": page, "rows": queue.rows(page.object_list)}
    )


def desk_conversation(request: SignedInRequest, ref: str) -> HttpResponse:
    """Read, answered and closed by the team. Each reading is in the audit log."""
    here = get_object_or_404(queue.of_the_team(request.user, with_members=True), ref=ref)
    place, do = MessagePlace(conversation=here), request.POST.get("do")
    if request.method == "POST" and do == "close":
        actions.close(conversation=here, by=request.user)
        messages.success(request, "Closed. A new message from them opens it again.")
        return redirect("desk_messages")
    if request.method == "POST" and do == "open":
        actions.open_again(conversation=here, by=request.user)
        return redirect("desk_conversation", ref)
    return _write(request, place, here.service, at_the_desk=True)


def message_rules(request: SignedInRequest, service: str) -> HttpResponse:
    here = get_object_or_404(Service.objects.run_by(request.user), slug=service)
    form = RulesForm(request.POST or None, instance=policies.rules_of(here))
    if request.method == "POST" and form.is_valid():
        actions.change_rules(service=here, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("message_rules", service)
    return render(request, "messages/message_rules.html", {"form": form, "service": here})


def _write(
    request: SignedInRequest, place: MessagePlace, service: Service | None, *, at_the_desk: bool = False
) -> HttpResponse:
    """Show what was said and the form, or do with it what its button says."""
    url = place.url(at_the_desk=at_the_desk)
    if request.method != "POST":
        draft = drafts.draft_for(place, request.user)
        form = MessageForm(
            place, request.user, draft=draft, body=_template(request, service) if at_the_desk else ""
        )
        return _page(request, place, service, form, at_the_desk, draft=draft)
    require(place.conversation is None or policies.can_write_in(request.user, place.conversation),
            "You cannot send messages here.")  # fmt: skip
    form, do = MessageForm(place, request.user, request.POST), request.POST.get("do")
    if do == "autosave":
        return _keep_quietly(request, place, form)
    if do == "draft":
        return _keep(request, place, service, form, at_the_desk)
    if do == "throw-away":
        drafts.throw_away(place=place, seen=form.draft_seen, by=request.user)
        return redirect(url)
    if not form.is_valid():
        return _page(request, place, service, form, at_the_desk)
    given = form.cleaned_data
    sent = send(
        place=place, subject=given.get("title", ""), body=given["body"], send_key=form.send_key(),
        draft=given["draft"], by=request.user,
    )  # fmt: skip
    note_care(request, sent.care)
    messages.success(request, "Sent.")
    return redirect(MessagePlace(conversation=sent.conversation).url(at_the_desk=at_the_desk))


def _keep_quietly(request: SignedInRequest, place: MessagePlace, form: MessageForm) -> HttpResponse:
    """After its own Send there is nothing left to keep."""
    if form.is_valid() and actions.sent_before(by=request.user, send_key=form.send_key()):
        return JsonResponse({"sent": True})
    return keep_quietly(place=place, form=form, by=request.user)


def _keep(
    request: SignedInRequest,
    place: MessagePlace,
    service: Service | None,
    form: MessageForm,
    at_the_desk: bool,
) -> HttpResponse:
    """By its button. Newer words from another window are shown beside these; a second press keeps these."""
    try:
        drafts.save(place=place, fields=form.drafted(), seen=form.draft_seen, by=request.user)
    except drafts.NewerDraft as other:
        form.now_seen("draft", str(other.newer.version))
        return _page(request, place, service, form, at_the_desk, newer=other.newer)
    messages.success(request, "Your draft is saved. Only you can read it.")
    return redirect(place.url(at_the_desk=at_the_desk))


def _template(request: SignedInRequest, service: Service | None) -> str:
    """The text of an answer that is often needed, chosen by its place in the list."""
    known = policies.rules_of(service).answers() if service else []
    asked = request.GET.get("answer", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
    return known[number - 1][1] if 0 < number <= len(known) else ""


def _page(
    request: SignedInRequest, place: MessagePlace, service: Service | None, form: MessageForm, at_the_desk: bool,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    here = place.conversation
    said = actions.read(conversation=here, by=request.user) if here else []
    rules = policies.rules_of(service) if service else None
    hours = opening(service) if service else None
    context = {
        "form": form, "place": place, "conversation": here, "said": said, "service": service, "rules": rules,
        "hours": hours, "hours_words": hours.in_words() if hours else "", "url": place.url(at_the_desk=at_the_desk),
        "at_the_desk": at_the_desk, "with_member": place.other or (here and here.other),
        "can_write": here is None or policies.can_write_in(request.user, here),
        "answers": rules.answers() if rules and at_the_desk else [], "care": care_due(request),
        "muted": muted_by(request.user), **more,
    }  # fmt: skip
    return render(request, "messages/conversation.html", context)
