"""Issuing, printing, listing and withdrawing keys. A code is shown in one answer, and never again."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from community.people import keys
from community.people.keys import batch_file
from community.people.keys.codes import in_groups
from community.people.keys.forms import BatchForm, InviteForm, KeyForm, WhoForm, WithdrawForm
from community.people.models import Key, KeyBatch, Service
from community.people.models.keys import State
from community.people.policies import roles_to_appoint
from community.people.requests import SignedInRequest
from community.people.roles import Permission, Role
from community.people.vault import actions as vault
from community.people.vault.details import Details

A_PAGE = 50


@never_cache
def key_list(request: SignedInRequest) -> HttpResponse:
    """The newest first. Filters: state, service, who issued it. A number that somebody types is sent by POST alone, and
    stands in no address: it may be the wrong one, of a person."""
    asked = {name: request.GET.get(name, "").strip()[:40] for name in ("state", "service", "by")}
    number = request.POST.get("number", "").replace("\x00", "").strip()[:20]
    seen = Key.objects.visible_to(request.user)
    found = _filtered(seen, asked, number).select_related(
        "service", "redeemed_by", "issued_by", "withdrawn_by", "batch"
    )
    context = {
        "page": Paginator(found.order_by("-issued_at", "-pk"), A_PAGE).get_page(request.GET.get("page")),
        "number": number,
        "issuers": Key.objects.issuers_of(seen),
        "services": Service.objects.where(request.user, Permission.ISSUE_KEYS).order_by("name"),
        "inviting": Service.objects.run_by(request.user).order_by("name"),
        "states": State,
        "asked": asked,
        "query": "&" + urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "people/key_list.html", context)


def _filtered(found: Any, asked: dict[str, str], number: str) -> Any:
    if number:
        return found.filter(reference__iexact=number)
    if asked["state"] in State.values:
        found = found.in_state(asked["state"])
    if asked["service"]:
        found = found.filter(service__slug=asked["service"])
    if asked["by"]:
        found = found.filter(issued_by__ref=asked["by"])
    return found


@never_cache
def key_new(request: SignedInRequest, service: str) -> HttpResponse:
    """Issue a key. Its code is shown in this one answer and cannot be shown again."""
    here = get_object_or_404(Service.objects.where(request.user, Permission.ISSUE_KEYS), slug=service)
    form, who = KeyForm(request.POST or None, service=here), WhoForm(request.POST or None)
    if request.method != "POST" or not (form.is_valid() & who.is_valid()):
        return render(request, "people/key_new.html", {"form": form, "who": who, "service": here})
    given = form.cleaned_data
    key, code = keys.issue(
        service=here, rooms=given["rooms"], role=Role(given["role"]), by=request.user,
        opens_until=given["opens_until"], expires_after=given["expires_in"], reference=given["reference"],
        apart_why=given.get("apart_why", ""), details=who.details(),
    )  # fmt: skip
    return _shown(request, [(key, code)], here, filled={key: who.details()})


@never_cache
def key_invite(request: SignedInRequest, service: str) -> HttpResponse:
    """A key for somebody who will work here: whoever opens it is appointed, and sets up a second factor."""
    here = get_object_or_404(Service.objects.run_by(request.user), slug=service)
    form = InviteForm(request.POST or None, service=here, by=request.user)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "service": here, "may_invite": bool(roles_to_appoint(request.user, here))}
        return render(request, "people/key_invite.html", context)
    role, after = Role(form.cleaned_data["role"]), form.cleaned_data["expires_in"]
    key, code = keys.issue(service=here, rooms=[], role=role, by=request.user, expires_after=after)
    return _shown(request, [(key, code)], here)


@never_cache
def key_batch(request: SignedInRequest, service: str) -> HttpResponse:
    """Many keys out of a file: a sheet to print, or what is wrong with which line."""
    here = get_object_or_404(Service.objects.where(request.user, Permission.ISSUE_KEYS), slug=service)
    form = BatchForm(request.POST or None, request.FILES or None)
    context = {"form": form, "service": here, "rooms": here.rooms.all()}
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/key_batch.html", context)
    read = batch_file.read(form.cleaned_data["lines"].read(batch_file.MOST_BYTES + 1), service=here)
    if read.wrong:
        return render(request, "people/key_batch.html", context | {"wrong": read.wrong})
    try:
        issued = keys.issue_batch(
            service=here, lines=read.lines, by=request.user, once=form.cleaned_data["once"],
            expires_after=form.cleaned_data["expires_in"],
        )  # fmt: skip
    except keys.OnceOnly:
        told = (
            "These keys were made a moment ago. If you have not printed them, withdraw them and start again."
        )
        messages.warning(request, told)
        return redirect("key_list")
    filled = {one.key: one.line.details or Details() for one in issued}
    return _shown(request, [(one.key, one.code) for one in issued], here, filled=filled)


@sensitive_variables()
def _shown(
    request: SignedInRequest, issued: list[tuple[Key, str]], service: Service,
    filled: Mapping[Key, Details] = MappingProxyType({}),
) -> HttpResponse:  # fmt: skip
    """The slips. They are made whatever was found: a warning that a number is kept already takes none away."""
    slips = [
        {
            "key": key,
            "code": in_groups(code),
            "link": request.build_absolute_uri(reverse("join_key", args=[code])),
        }
        for key, code in issued
    ]
    address = request.build_absolute_uri(reverse("join"))
    context = {
        "slips": slips, "service": service, "address": address, "key": issued[0][0],
        "twice": vault.kept_twice(service=service, filled=filled, by=request.user),
    }  # fmt: skip
    return render(request, "people/key_shown.html", context)


@never_cache
def key_withdraw(request: SignedInRequest, ref: str) -> HttpResponse:
    key = get_object_or_404(Key.objects.visible_to(request.user), ref=ref)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keys.withdraw(key=key, by=request.user, why=form.cleaned_data["why"])
        return redirect("key_list")
    return render(request, "people/key_withdraw.html", {"key": key, "form": form})


@never_cache
def key_batch_withdraw(request: SignedInRequest, ref: str) -> HttpResponse:
    """A printed sheet was lost: every key of it that nobody has opened."""
    batch = get_object_or_404(KeyBatch.objects.visible_to(request.user), ref=ref)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = keys.withdraw_batch(batch=batch, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, f"{count} {'key' if count == 1 else 'keys'} withdrawn.")
        return redirect("key_list")
    waiting = batch.keys.in_state(State.WAITING).count()
    return render(
        request, "people/key_batch_withdraw.html", {"batch": batch, "waiting": waiting, "form": form}
    )
