"""Who somebody is: covered until a clinician asks, shown in one answer, and listed for the service manager."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from community.people.models import Key, Person
from community.people.requests import SignedInRequest
from community.people.signing_in.fresh import fresh_sign_in_required
from community.people.vault import actions, reveals
from community.people.vault.details import Field
from community.people.vault.forms import CorrectionForm, ReachForm, RevealForm, WhyForm
from community.people.vault.models import Identity
from community.people.vault.policies import revealable_by

A_PAGE = 50


def _whom(request: SignedInRequest, ref: str) -> Person:
    return get_object_or_404(Person.objects.filter(revealable_by(request.user)).distinct(), ref=ref)


@never_cache
def identity(request: SignedInRequest, ref: str) -> HttpResponse:
    """What is kept of somebody, by name and not by value."""
    who = _whom(request, ref)
    kept = Identity.objects.visible_to(request.user).filter(person=who).first()
    held = kept.holds() if kept else []
    rows = [(field.label, field in held) for field in Field]
    return render(request, "people/identity.html", {"who": who, "rows": rows, "kept": bool(held)})


@fresh_sign_in_required
def identity_show(request: SignedInRequest, ref: str) -> HttpResponse:
    """Asks why, then shows it in the answer to that form and nowhere else."""
    who, form = _whom(request, ref), RevealForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/identity_show.html", {"who": who, "form": form})
    asked = [Field(name) for name in form.cleaned_data["show"]]
    shown = actions.reveal(person=who, fields=asked, why=form.cleaned_data["why"], by=request.user)
    return render(request, "people/identity_shown.html", {"who": who, "shown": shown.labelled()})


@fresh_sign_in_required
def identity_fill(request: SignedInRequest, ref: str) -> HttpResponse:
    """Fill in or correct. Nothing that is kept is shown; what is left empty stays as it was."""
    who, form = _whom(request, ref), CorrectionForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/identity_fill.html", {"who": who, "form": form})
    filled = actions.fill(person=who, details=form.details(), by=request.user)
    messages.success(request, "It is kept.")
    if filled.number_is_kept:
        messages.warning(request, "This NHS number is kept for somebody else too. Check the number.")
        return redirect("identity_same_number", who.ref)
    return redirect("identity", who.ref)


@fresh_sign_in_required
def identity_same_number(request: SignedInRequest, ref: str) -> HttpResponse:
    """Whom else the NHS number of somebody is kept for."""
    who = _whom(request, ref)
    return _same_number(request, who.handle, reverse("identity", args=[who.ref]), person=who)


@fresh_sign_in_required
def key_same_number(request: SignedInRequest, ref: str) -> HttpResponse:
    """Whom else the NHS number that was filled in for a key is kept for."""
    key = get_object_or_404(Key.objects.visible_to(request.user), ref=ref)
    return _same_number(request, f"key {key.reference or key.ref}", reverse("key_list"), key=key)


def _same_number(request: SignedInRequest, name: str, back: str, **whose: Any) -> HttpResponse:
    """Asks why, then names them in the answer to that form and nowhere else."""
    form = WhyForm(request.POST or None)
    context = {"name": name, "back": back, "form": form, **whose}
    if request.method == "POST" and form.is_valid():
        context["others"] = actions.reveal_same_number(why=form.cleaned_data["why"], by=request.user, **whose)
    return render(request, "people/same_number.html", context)


@fresh_sign_in_required
def your_contact(request: SignedInRequest) -> HttpResponse:
    """Members say how they may be reached outside this site, or that they may not."""
    form = ReachForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/your_contact.html", {"form": form})
    actions.set_contact(person=request.user, contact=form.contact(), by=request.user)
    messages.success(request, "We have changed how we may contact you.")
    return redirect("you")


@never_cache
def reveal_list(request: SignedInRequest) -> HttpResponse:
    """For the service manager: who looked at whom, when and why. Never what they saw."""
    page = Paginator(reveals.seen_by(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/reveal_list.html", {"page": page, "rows": reveals.rows(page.object_list)})
