"""Locking the screen without leaving: the page goes, what was being written stays sealed, and the password or a
passkey brings both back."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.models import Authenticator
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from community.people.requests import SignedInRequest
from community.people.signing_in import drafts, sessions


class UnlockForm(forms.Form):
    password = forms.CharField(
        label="Your password",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Type your password."},
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, request: SignedInRequest, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.request = request

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.request.user, password):
            raise forms.ValidationError("That is not your password. Check it and try again.")
        return password


@never_cache
@sensitive_post_parameters("password")
def lock(request: SignedInRequest) -> HttpResponse:
    """A POST from any page locks, also where another page has locked a moment ago; one with the password unlocks."""
    came_from = request.GET.get("next", "")
    locked = request.session.get(sessions.LOCKED)
    if request.method != "POST":  # a link alone must lock nobody's screen
        return lock_page(request, "", came_from) if locked else redirect(where_to(request, came_from))
    form = UnlockForm(request.POST, request=request)
    unlocks = "password" in request.POST and form.is_valid()  # another page may have unlocked this one's too
    if "password" not in request.POST or not (locked or unlocks):
        return lock_page(request, drafts.seal(request, came_from), came_from)
    if not unlocks:
        return _page(request, form, request.POST.get(drafts.FIELD, ""), request.POST.get("next", ""))
    reauthenticate_by_password(request)
    return redirect(where_to(request, form.cleaned_data["next"]))


def lock_page(request: HttpRequest, sealed: str, came_from: str) -> HttpResponse:
    """Lock, and show the way back in, with the draft in the page."""
    request.session[sessions.LOCKED] = True
    initial = {drafts.FIELD: sealed, "next": came_from}
    return _page(request, UnlockForm(request=request, initial=initial), sealed, came_from)  # type: ignore[arg-type]


def _page(request: HttpRequest, form: UnlockForm, sealed: str, came_from: str) -> HttpResponse:
    has_passkey = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).exists()
    context = {"form": form, "kept": sealed, "next": came_from, "has_passkey": has_passkey, "navigation": []}
    return render(request, "people/lock.html", context)


def where_to(request: HttpRequest, came_from: str) -> str:
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts=None) and came_from.startswith("/"):
        return came_from
    return reverse("lobby")
