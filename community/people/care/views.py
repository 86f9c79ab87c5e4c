"""The care of a member in one service: pages of its clinicians. And a member's own planned absences."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.people import keys
from community.people.care import actions
from community.people.care.forms import (
    AbsenceForm,
    DischargeForm,
    NameForm,
    OpenRoomsForm,
    TrainingForm,
)
from community.people.keys.apart import held_by
from community.people.keys.forms import WithdrawForm
from community.people.models import Person, Service
from community.people.requests import SignedInRequest
from community.people.roles import Permission, Role


def _here(request: SignedInRequest, ref: str, service: str) -> tuple[Person, Service]:
    """The member and the service, if this clinician keeps its care teams and the member belongs to it."""
    where = get_object_or_404(Service.objects.where(request.user, Permission.KEEP_CARE_TEAM), slug=service)
    members = Person.objects.visible_to(request.user).filter(memberships__room__service=where)
    return get_object_or_404(members, ref=ref), where


def _ask(
    request: SignedInRequest, who: Person, form: Form, title: str, button: str, **more: Any
) -> HttpResponse:
    context = {"who": who, "form": form, "title": title, "button": button}
    return render(request, "people/care_form.html", context | more)


@never_cache
def care_name(request: SignedInRequest, ref: str, service: str) -> HttpResponse:
    who, here = _here(request, ref, service)
    form = NameForm(request.POST or None, service=here)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, who, form, f"Who knows {who.handle}?", "Name them")
    actions.name_clinician(
        member=who, clinician=form.cleaned_data["clinician"], service=here, by=request.user
    )
    return redirect("person", ref)


@require_POST
def care_name_end(request: SignedInRequest, ref: str, service: str, named: str) -> HttpResponse:
    who, here = _here(request, ref, service)
    found = get_object_or_404(who.known_by.in_force().filter(service=here), ref=named)
    actions.end_naming(named=found, by=request.user)
    return redirect("person", ref)


@never_cache
def care_absence(request: SignedInRequest, ref: str, service: str) -> HttpResponse:
    who, here = _here(request, ref, service)
    form = AbsenceForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, who, form, f"When will {who.handle} be away?", "Plan it")
    actions.plan_absence(person=who, by=request.user, service=here, **form.cleaned_data)
    return redirect("person", ref)


@require_POST
def care_absence_cancel(request: SignedInRequest, ref: str, service: str, absence: str) -> HttpResponse:
    who, here = _here(request, ref, service)
    planned = get_object_or_404(who.absences.standing(), ref=absence)
    actions.cancel_absence(absence=planned, by=request.user, service=here)
    return redirect("person", ref)


@never_cache
def care_training(request: SignedInRequest, ref: str, service: str) -> HttpResponse:
    who, here = _here(request, ref, service)
    form = TrainingForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, who, form, f"Record a training of {who.handle}", "Sign it")
    become = form.cleaned_data.pop("become")
    actions.sign_training(person=who, service=here, by=request.user, **form.cleaned_data)
    if become:
        actions.make_helper(person=who, service=here, by=request.user)
    return redirect("person", ref)


@never_cache
def care_training_end(request: SignedInRequest, ref: str, service: str, training: str) -> HttpResponse:
    who, here = _here(request, ref, service)
    signed = get_object_or_404(who.trainings.filter(service=here, withdrawn_at=None), ref=training)
    form = WithdrawForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, who, form, "This training no longer counts?", "It no longer counts")
    actions.withdraw_training(training=signed, by=request.user, why=form.cleaned_data["why"])
    return redirect("person", ref)


@never_cache
def care_discharge(request: SignedInRequest, ref: str, service: str) -> HttpResponse:
    who, here = _here(request, ref, service)
    rooms = list(here.rooms.filter(pk__in=held_by(who)))
    form = DischargeForm(request.POST if request.method == "POST" else None, rooms=rooms)
    if request.method != "POST" or not form.is_valid():
        told = {"intro": "Their account stays: it is a place to come back to. Say what stays open to them."}
        return _ask(request, who, form, f"Discharge {who.handle} from {here.name}", "Discharge them", **told)
    actions.discharge(person=who, service=here, last_days=form.last_days(), by=request.user)
    messages.success(request, f"{who.handle} is discharged from {here.name}. The account stays.")
    return redirect("person", ref)


@never_cache
def care_rooms(request: SignedInRequest, ref: str, service: str) -> HttpResponse:
    """Open more rooms to somebody who is here already."""
    who, here = _here(request, ref, service)
    form = OpenRoomsForm(request.POST or None, service=here, held=held_by(who))
    if request.method != "POST" or not form.is_valid():
        return _ask(request, who, form, f"Open more rooms to {who.handle}", "Open them")
    held = who.memberships.filter(room__service=here).latest("pk")
    given = form.cleaned_data
    keys.open_rooms(
        person=who, service=here, rooms=given["rooms"], role=Role(held.role), by=request.user,
        opens_until=given["opens_until"], apart_why=given.get("apart_why", ""),
    )  # fmt: skip
    return redirect("person", ref)


@never_cache
def your_absences(request: SignedInRequest) -> HttpResponse:
    """When a member will be away: then nobody worries about the silence."""
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.plan_absence(person=request.user, by=request.user, **form.cleaned_data)
        messages.success(request, "Noted. Nobody will wonder about you on these days.")
        return redirect("your_absences")
    planned = [one for one in request.user.absences.standing() if not one.is_over()]
    return render(request, "people/your_absences.html", {"form": form, "planned": planned})


@require_POST
def your_absence_cancel(request: SignedInRequest, absence: str) -> HttpResponse:
    planned = get_object_or_404(request.user.absences.standing(), ref=absence)
    actions.cancel_absence(absence=planned, by=request.user)
    return redirect("your_absences")
