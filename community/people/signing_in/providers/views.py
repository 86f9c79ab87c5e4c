"""To a provider and back."""

import secrets
import time
from dataclasses import asdict
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from community.people.joining import steps as joining
from community.people.requests import SignedInRequest
from community.people.signing_in.fresh import fresh_sign_in_required
from community.people.signing_in.lock import where_to
from community.people.signing_in.providers import client, identities
from community.people.signing_in.providers.client import Asked, Provider, ProviderTrouble
from community.people.signing_in.providers.identities import JOINING
from community.people.signing_in.sessions import LOCKED

ASKED = "provider_asked"
UNLOCK = "unlock"
WITHIN_S = 600


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_with(request: HttpRequest, provider: str) -> HttpResponse:
    """A link, or a form that hands on a draft (keeper.py)."""
    purpose = "join" if request.GET.get("join") and joining.KEY in request.session else "sign in"
    return _ask(request, _provider(provider), UNLOCK if request.session.get(LOCKED) else purpose)


@require_http_methods(["GET", "POST"])
@fresh_sign_in_required
def provider_link(request: SignedInRequest, provider: str) -> HttpResponse:
    """Somebody signed in links their sign-in with the provider to their account. By a form of ours only: a link from
    elsewhere could link the sign-in of somebody who has signed this browser in over there."""
    if not identities.is_for(provider, request.user):
        raise Http404
    at = _provider(provider)
    if request.method != "POST":
        return render(request, "people/provider_link.html", {"provider": at})
    return _ask(request, at, "link")


@require_POST
def provider_unlink(request: SignedInRequest, provider: str) -> HttpResponse:
    identities.unlink(person=request.user, provider=provider, by=request.user)
    messages.success(request, "That sign-in no longer opens your account.")
    return redirect("mfa_index")


def _provider(name: str) -> Provider:
    found = client.provider(name)
    if found is None:
        raise Http404
    return found


def _ask(request: HttpRequest, at: Provider, purpose: str) -> HttpResponse:
    asked = Asked.anew()
    try:
        address = client.address_to_ask(at, asked, _come_back_to(request, at), anew=purpose == UNLOCK)
    except ProviderTrouble:
        return _trouble(request, f"{capfirst(at.label)} does not answer at this moment.")
    request.session[ASKED] = asdict(asked) | {
        "provider": at.name, "purpose": purpose, "at": time.time(),
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "person": request.user.pk if request.user.is_authenticated else None,
    }  # fmt: skip
    if request.method == "POST":  # the content policy lets no form of ours lead to another host
        return render(request, "people/provider_onward.html", {"provider": at, "onward": address})
    return redirect(address)


def _come_back_to(request: HttpRequest, at: Provider) -> str:
    return request.build_absolute_uri(reverse("provider_back", args=[at.name]))


@never_cache
@require_GET
def provider_back(request: HttpRequest, provider: str) -> HttpResponse:
    """They come back with a code. What we asked is taken out of the session first: an answer counts once."""
    at, kept = _provider(provider), request.session.pop(ASKED, None) or {}
    try:
        claims = _answer(request, at, kept)
    except ProviderTrouble:
        return _trouble(request, f"{capfirst(at.label)} did not tell us who you are.")
    digest = identities.digest_of(claims)
    if request.session.get(LOCKED) or kept["purpose"] == UNLOCK:
        return _unlock(request, at, digest, claims, kept)
    if kept["purpose"] == "link":
        return _link(request, at, digest, kept)  # type: ignore[arg-type]
    if kept["purpose"] == "join":
        request.session[JOINING] = {"provider": at.name, "digest": digest}
        return redirect("join_check")
    return _sign_in(request, at, digest, claims, kept)


def _answer(request: HttpRequest, at: Provider, kept: dict[str, Any]) -> dict[str, Any]:
    """The checked claims; whatever does not belong to what this browser asked is trouble."""
    given = request.GET
    fits = kept.get("provider") == at.name and secrets.compare_digest(
        str(kept.get("state", "")).encode(), given.get("state", "").encode()
    )
    if not fits or time.time() - kept["at"] > WITHIN_S or given.get("iss", at.issuer) != at.issuer:
        raise ProviderTrouble("not what was asked")
    if given.get("error") or not given.get("code"):
        raise ProviderTrouble("refused")
    asked = Asked(kept["state"], kept["nonce"], kept["verifier"])
    return client.claims_for(at, asked, given["code"], _come_back_to(request, at))


def _link(request: SignedInRequest, at: Provider, digest: str, kept: dict[str, Any]) -> HttpResponse:
    if not request.user.is_authenticated or request.user.pk != kept["person"]:
        return _trouble(request, "You were signed out on the way. Sign in and try again.")
    try:
        identities.link(person=request.user, provider=at.name, digest=digest, by=request.user)
    except identities.BelongsToSomebodyElse:
        return _trouble(request, f"This {at.label} already opens an account here, or yours has another one.")
    messages.success(request, f"{capfirst(at.label)} now opens your account.")
    return redirect("mfa_index")


def _unlock(
    request: HttpRequest, at: Provider, digest: str, claims: dict[str, Any], kept: dict[str, Any]
) -> HttpResponse:
    """Only whose screen it is, and only by showing it anew: the provider may still know who sat here before."""
    person = identities.person_of(at, digest)
    is_theirs = person is not None and request.user.is_authenticated and person.pk == request.user.pk
    if kept["purpose"] != UNLOCK or not is_theirs or not client.was_asked_anew(claims):
        return _trouble(request, f"{capfirst(at.label)} did not show that it is you.")
    record_authentication(request, person, "oidc", provider=at.name, asked_anew=True, reauthenticated=True)
    return redirect(where_to(request, kept["next"]))


def _sign_in(
    request: HttpRequest, at: Provider, digest: str, claims: dict[str, Any], kept: dict[str, Any]
) -> HttpResponse:
    person = identities.person_of(at, digest)
    if person is None:
        return render(request, "people/provider_unknown.html", {"provider": at}, status=403)
    second_factor = client.gave_second_factor(at, claims) or None
    record_authentication(request, person, "oidc", provider=at.name, second_factor=second_factor)
    back = kept["next"] if url_has_allowed_host_and_scheme(kept["next"], allowed_hosts=None) else None
    return perform_login(request, Login(user=person, redirect_url=back))


def _trouble(request: HttpRequest, what: str) -> HttpResponse:
    return render(request, "people/provider_trouble.html", {"what": what}, status=400)
