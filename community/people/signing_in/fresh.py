"""Before what is private or cannot be undone: show again that it is you, unless you did within five minutes.

    @fresh_sign_in_required
    def reveal(request, ref): ...

Who needs a passkey shows it; others give their password or their second factor. A form that was sent too late is
there again afterwards, with what was written."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from cms import routes
from community.people.signing_in import drafts

View = Callable[..., HttpResponse]


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person at this browser showed who they are within the last FRESH_FOR_S seconds."""
    if not request.user.is_authenticated:
        return False
    records = [
        record for record in get_authentication_records(request, request.user)
        # A provider may have asked them nothing: it still knew who sat here before.
        if record.get("method") != "oidc" or record.get("asked_anew")
    ]  # fmt: skip
    if routes.must_give_passkey(request.user):
        records = [record for record in records if record.get("type") == "webauthn"]
    newest = max((record["at"] for record in records), default=0)
    return time.time() - newest < settings.FRESH_FOR_S


def fresh_sign_in_required(view: View) -> View:
    """A form that was sent too late waits sealed in this person's own session, without a field that the vault keeps."""

    @never_cache
    @wraps(view)
    def only_fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        return show_it_is_you(request)

    return only_fresh


def show_it_is_you(request: HttpRequest) -> HttpResponse:
    """To the page that asks, and back here; a draft waits sealed in this person's own session."""
    if request.method == "POST" and (sealed := drafts.seal(request)):
        request.session[drafts.FIELD] = sealed
    passkey = routes.must_give_passkey(request.user)
    page = reverse("mfa_reauthenticate_webauthn" if passkey else "account_reauthenticate")
    return redirect(f"{page}?{urlencode({'next': request.get_full_path()})}")
