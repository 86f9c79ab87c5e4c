"""The page of a case, and what is done there. Whatever is refused shows the page again with what was typed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from community.messages.policies import rules_of, team_can_write_to
from community.people.policies import require
from community.people.requests import SignedInRequest
from risk_jobs.desk import actions, case_page, policies, queue, timing
from risk_jobs.desk.actions.working import HOLDS_IT
from risk_jobs.desk.forms import (
    CloseForm,
    ContactForm,
    EscalateForm,
    HandOverForm,
    NoteForm,
    OfACase,
    WaitForm,
)
from risk_jobs.desk.models import Case, DeskKeys
from risk_jobs.desk.person_panel import panel_of
from risk_jobs.desk.states import Outcome
from risk_jobs.desk.usefulness import usefulness_in
from risk_jobs.on_call import rota

CONFLICT = 409
Typed = tuple[str, forms.Form]


def case(request: SignedInRequest, ref: str) -> HttpResponse:
    here = _case(request, ref)
    actions.record_reading(case=here, by=request.user)
    return _page(request, here)


def _case(request: SignedInRequest, ref: str) -> Case:
    seen = Case.objects.visible_to(request.user)
    return get_object_or_404(
        seen.select_related("person__days_not_counted", "service", "claimed_by", "closed_by", "handed_to"),
        ref=ref,
    )


def _page(
    request: SignedInRequest, here: Case, typed: Typed | None = None, *, status: int = 200
) -> HttpResponse:
    """`typed`: the name of a form that was sent and could not be done, and the form."""
    holds = policies.holds(request.user, here)
    can_write = holds and team_can_write_to(request.user, here.person, here.service)
    events = list(here.events.select_related("by"))
    shown, there_are_more = case_page.flagged_texts(here, by=request.user)
    context = {
        "case": here,
        "due": queue.due_of(here),
        "shown": shown,
        "there_are_more": there_are_more,
        "usefulness": usefulness_in(here, [text.flag for text in shown]),
        "last_texts": case_page.last_texts(here.person, of=here, by=request.user),
        "panel": panel_of(here, by=request.user),
        "events": events,
        "called": rota.called_about(timing.about(here)),
        "opened_for": case_page.opened_for(events),
        "can_claim": policies.can_claim(request.user, here),
        "can_undo": actions.can_undo(max(events, key=lambda event: event.pk, default=None), request.user),
        "holds": holds,
        "can_write": can_write,
        "keys": DeskKeys.objects.filter(person=request.user).exists(),
        **_forms(request, here, typed, holds, can_write),
        # Whose mistakes the top of the page lists: those of a form that is drawn.
        "form": typed[1] if typed and (holds or typed[0] == "note") else None,
    }
    return render(request, "desk/case.html", context, status=status)


def _forms(
    request: SignedInRequest, here: Case, typed: Typed | None, holds: bool, can_write: bool
) -> dict[str, Any]:
    """Those that the page draws. What somebody typed into a form that it does not draw any more stands in the note."""
    is_drawn = holds and (can_write or not typed or typed[0] != "contact")
    lost = typed[1].words() if typed and isinstance(typed[1], OfACase) and not is_drawn else ""
    answers = rules_of(here.service).answers() if holds else []
    drawn: dict[str, Any] = {
        "note_form": NoteForm(auto_id="note_%s", initial={"text": lost}),
        "answers": answers,
    }
    if holds:
        first: dict[str, Any] = {"version": here.version}
        drawn |= {
            "close_form": CloseForm(auto_id="close_%s", initial=first),
            "wait_form": WaitForm(auto_id="wait_%s", initial=first),
            "hand_over_form": _hand_over_form(request, here, initial=first),
            "contact_form": ContactForm(auto_id="contact_%s", initial=first | _template(request, answers)),
        }
    if typed and f"{typed[0]}_form" in drawn:
        drawn[f"{typed[0]}_form"] = typed[1]
    return drawn


def _template(request: SignedInRequest, answers: list[tuple[str, str]]) -> dict[str, str]:
    """The words of a service for what is often needed, chosen by their place in its list."""
    asked = request.GET.get("answer", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
    if not 0 < number <= len(answers):
        return {}
    return dict(zip(("subject", "body"), answers[number - 1], strict=True))


def _hand_over_form(request: SignedInRequest, here: Case, data: Any = None, **how: Any) -> HandOverForm:
    colleagues = case_page.colleagues(here, by=request.user)
    return HandOverForm(data, colleagues=colleagues, auto_id="hand_over_%s", **how)


Act = Callable[[Case, Any], Any]


def _do(request: SignedInRequest, here: Case, name: str, form: OfACase, act: Act) -> HttpResponse | None:
    """Do it. None: it is done; else the page again, with what was typed and why it was not done."""
    if not form.is_valid():
        _require_held_or_lost(request, here, form)
        return _page(request, here, (name, form))
    try:
        act(here, form)
    except actions.ChangedMeanwhile as conflict:
        fresh = _case(request, here.ref)
        form.seen_now(fresh.version)
        messages.warning(request, str(conflict))
        return _page(request, fresh, (name, form), status=CONFLICT)
    except actions.WaitsTooLong as refused:
        form.add_error("until", str(refused))
        return _page(request, here, (name, form))
    except actions.CannotBeReached as gone:
        messages.warning(request, str(gone))
        return _page(request, here, (name, form), status=CONFLICT)
    return None


def _require_held_or_lost(request: SignedInRequest, here: Case, form: OfACase) -> None:
    """Who held the case when their page was made is not refused, which would lose what they typed, but told."""
    if policies.holds(request.user, here):
        return
    require(form.cleaned_data.get("version") not in (None, here.version), HOLDS_IT)
    messages.warning(request, str(actions.ChangedMeanwhile(here)))


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
def case_undo(request: SignedInRequest, ref: str) -> HttpResponse:
    try:
        actions.undo(case=_case(request, ref), by=request.user)
    except actions.TooLate:
        messages.warning(request, "The ten seconds are over, or something else has happened since.")
    else:
        messages.success(request, "Undone.")
    return redirect("case", ref)


@require_POST
def case_note(request: SignedInRequest, ref: str) -> HttpResponse:
    here, form = _case(request, ref), NoteForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return _page(request, here, ("note", form))
    actions.add_note(case=here, by=request.user, text=form.cleaned_data["text"])
    return redirect("case", ref)


@require_POST
def case_wait(request: SignedInRequest, ref: str) -> HttpResponse:
    def act(here: Case, form: WaitForm) -> None:
        given = form.cleaned_data
        until = form.moment(timezone.now())
        actions.wait(
            case=here, by=request.user, until=until, reason=given["reason"], version=given["version"]
        )

    form = WaitForm(request.POST, auto_id="wait_%s")
    return _do(request, _case(request, ref), "wait", form, act) or redirect("case", ref)


@require_POST
def case_hand_over(request: SignedInRequest, ref: str) -> HttpResponse:
    def act(here: Case, form: HandOverForm) -> None:
        given = form.cleaned_data
        actions.hand_over(
            case=here, by=request.user, to=form.chosen(), note=given["note"], version=given["version"]
        )

    here = _case(request, ref)
    form = _hand_over_form(request, here, request.POST)
    return _do(request, here, "hand_over", form, act) or redirect("case", ref)


@require_POST
def case_contact(request: SignedInRequest, ref: str) -> HttpResponse:
    def act(here: Case, form: ContactForm) -> None:
        actions.contact(case=here, by=request.user, **form.cleaned_data)

    form = ContactForm(request.POST, auto_id="contact_%s")
    answer = _do(request, _case(request, ref), "contact", form, act)
    if answer is None:
        messages.success(request, "Sent. Their answer comes under “Messages to the team”.")
    return answer or redirect("case", ref)


def case_escalate(request: SignedInRequest, ref: str) -> HttpResponse:
    """A page in between: it calls somebody, maybe out of bed, and cannot be called back."""
    here = _case(request, ref)
    form = EscalateForm(request.POST or None, initial={"version": here.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.escalate(case=here, by=request.user, **given)
        except actions.ChangedMeanwhile as conflict:
            here = _case(request, ref)
            form.seen_now(here.version)
            messages.warning(request, str(conflict))
        else:
            messages.success(request, "Called. The timeline says who.")
            return redirect("case", ref)
    return render(request, "desk/case_escalate.html", {"case": here, "form": form})


@require_POST
def case_close(request: SignedInRequest, ref: str) -> HttpResponse:
    def act(here: Case, form: CloseForm) -> None:
        given = form.cleaned_data
        actions.close(case=here, by=request.user, outcome=Outcome(given["outcome"]), version=given["version"])

    form = CloseForm(request.POST, auto_id="close_%s")
    answer = _do(request, _case(request, ref), "close", form, act)
    if answer is None:
        messages.success(request, f"Case closed: {Outcome(form.cleaned_data['outcome']).label}.")
    return answer or redirect("desk")
