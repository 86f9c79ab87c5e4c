"""Who works in a service: seen and changed by those who run it. And the roles, for all who work here."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from community.people import appointments, keys
from community.people.models import Appointment, Service
from community.people.policies import require
from community.people.requests import SignedInRequest
from community.people.roles import CARDS, IN_WORDS, STAFF_ROLES, Role
from community.people.staff.forms import AppointForm, EndForm

A_PAGE = 50


def role_list(request: SignedInRequest) -> HttpResponse:
    """Every role with its sentence and what it may."""
    rows = [
        {"role": role, "sentence": card.sentence, "staff": role in STAFF_ROLES,
         "may": [IN_WORDS[permission] for permission in card.permissions]}
        for role, card in CARDS.items()
    ]  # fmt: skip
    return render(request, "people/role_list.html", {"rows": rows})


def staff_list(request: SignedInRequest) -> HttpResponse:
    here = Appointment.objects.visible_to(request.user).select_related("person", "service", "appointed_by")
    now = here.in_force().order_by("service__name", "person__handle", "role")
    page = Paginator(now, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "can_end": appointments.may_change(request.user, page.object_list),
        "services": Service.objects.run_by(request.user).order_by("name"),
    }
    return render(request, "people/staff_list.html", context)


def staff_appoint(request: SignedInRequest, service: str) -> HttpResponse:
    here = get_object_or_404(Service.objects.run_by(request.user), slug=service)
    form = AppointForm(request.POST or None, service=here, by=request.user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/staff_appoint.html", {"form": form, "service": here})
    person, role = form.cleaned_data["handle"], Role(form.cleaned_data["role"])
    appointments.appoint(person=person, service=here, role=role, by=request.user)
    messages.success(request, f"{person.handle} is {role.label.lower()} of {here.name}. They sign in again.")
    return redirect("staff_list")


def staff_end(request: SignedInRequest, ref: str) -> HttpResponse:
    theirs = Appointment.objects.visible_to(request.user).in_force().select_related("person", "service")
    appointment, form = get_object_or_404(theirs, ref=ref), EndForm(request.POST or None)
    mine = appointments.may_change(request.user, [appointment])
    require(bool(mine), f"You cannot end the appointment of the {appointment.get_role_display().lower()}.")
    if request.method != "POST" or not form.is_valid():
        unopened = keys.unopened_by(appointment.person, appointment.service)
        context = {"form": form, "appointment": appointment, "unopened": unopened}
        return render(request, "people/staff_end.html", context)
    appointments.end(appointment=appointment, by=request.user, why=form.cleaned_data["why"])
    messages.success(request, f"{appointment.person.handle} no longer works there. They were signed out.")
    return redirect("staff_list")
