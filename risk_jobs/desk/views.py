"""The desk: fetch what is visible, validate, call one action, answer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from community.moderation.queue import late
from community.notices import delivery
from community.people.care.panel import care_of
from community.people.models import Service
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from risk_jobs.desk import actions, policies, queue, timing
from risk_jobs.desk.forms import CloseForm, NoteForm
from risk_jobs.desk.models import Case
from risk_jobs.desk.states import Outcome, State
from risk_jobs.desk.usefulness import usefulness_in
from risk_jobs.handover.reading import unsigned_for
from risk_jobs.on_call import rota, sending
from risk_jobs.proof import signs
from risk_jobs.words import live


def desk(request: SignedInRequest) -> HttpResponse:
    """The queue. The page asks for its rows again every few seconds; without JavaScript it is reloaded by hand."""
    state = request.GET.get("state", "")
    cases = queue.asked_for(Case.objects.visible_to(request.user), state)
    page = Paginator(queue.with_what_a_row_shows(cases), queue.A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": queue.rows(page, by=request.user),
        "page": page,
        "state": state,
        "states": State,
        "owed": queue.owed_to_the_judge(request.user),
        "trouble": live.current().trouble,
        "mail": delivery.trouble(),
        "moderation_late": late(request.user),
        "calls": sending.trouble(),
        "unsigned": unsigned_for(request.user),
        "canaries": signs.canaries(),
        "stopped": signs.stopped(),
        "rotas": Service.objects.where(request.user, Permission.USE_DESK),
        "on_call": rota.rotas_of(request.user) if not request.htmx else [],
    }
    return render(request, "desk/desk_rows.html" if request.htmx else "desk/desk.html", context)


def case(request: SignedInRequest, ref: str) -> HttpResponse:
    here = _case(request, ref)
    actions.record_reading(case=here, by=request.user)
    return _case_page(request, here, NoteForm(), CloseForm(initial={"version": here.version}))


def _case(request: SignedInRequest, ref: str) -> Case:
    seen = Case.objects.visible_to(request.user).select_related(
        "person", "service", "claimed_by", "closed_by"
    )
    return get_object_or_404(seen, ref=ref)


def _case_page(request: SignedInRequest, here: Case, note: NoteForm, close: CloseForm) -> HttpResponse:
    shown = queue.flagged_texts(here, by=request.user)
    context = {
        "case": here,
        "due": queue.due_of(here),
        "care": care_of(here.person, here.service),
        "shown": shown,
        "usefulness": usefulness_in(here, [text.flag for text in shown]),
        "last_texts": queue.last_texts(here.person, of=here, by=request.user),
        "past": Case.objects.visible_to(request.user).filter(person=here.person).exclude(pk=here.pk)[:10],
        "events": here.events.select_related("by"),
        "called": rota.called_about(timing.about(here)),
        "opened_for": queue.opened_for(here),
        "can_claim": policies.can_claim(request.user, here),
        "holds": policies.holds(request.user, here),
        "note_form": note,
        "close_form": close,
        "form": close if close.errors else note,
    }
    return render(request, "desk/case.html", context)


@require_POST
def case_claim(request: SignedInRequest, ref: str) -> HttpResponse:
    here = _case(request, ref)
    try:
        actions.claim(case=here, by=request.user)
    except actions.ChangedMeanwhile as conflict:
        messages.warning(request, str(conflict))
    return redirect("case", ref)


@require_POST
def case_release(request: SignedInRequest, ref: str) -> HttpResponse:
    actions.release(case=_case(request, ref), by=request.user)
    return redirect("case", ref)


@require_POST
def case_note(request: SignedInRequest, ref: str) -> HttpResponse:
    here, form = _case(request, ref), NoteForm(request.POST)
    if not form.is_valid():
        return _case_page(request, here, form, CloseForm(initial={"version": here.version}))
    actions.add_note(case=here, by=request.user, text=form.cleaned_data["text"])
    return redirect("case", ref)


@require_POST
def case_close(request: SignedInRequest, ref: str) -> HttpResponse:
    here, form = _case(request, ref), CloseForm(request.POST)
    if not form.is_valid():
        return _case_page(request, here, NoteForm(), form)
    outcome, version = Outcome(form.cleaned_data["outcome"]), form.cleaned_data["version"]
    try:
        actions.close(case=here, by=request.user, outcome=outcome, version=version)
    except actions.ChangedMeanwhile as conflict:
        messages.warning(request, str(conflict))
        return redirect("case", ref)
    messages.success(request, f"Case closed: {outcome.label}.")
    return redirect("desk")
