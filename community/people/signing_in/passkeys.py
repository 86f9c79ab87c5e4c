"""Passkeys: adding, naming, taking off, and showing one again. allauth does the ceremony; here is who may, and when."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn import views as allauth
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic.edit import FormView

from cms import routes
from community.people.models import Person
from community.people.requests import SignedInRequest
from community.people.signing_in import new_locks
from community.people.signing_in.factors import LONGEST_NAME, PasskeyForm
from community.people.signing_in.models import ShortPassword

View = Callable[..., HttpResponse]


def _only_by_what_one_holds(view: View) -> View:
    """A password alone must not put a new lock beside the one that it could not open; nor, for those who need a
    passkey, be the first to bring one: they come with a second factor, or with a new lock that was given to them."""

    @wraps(view)
    def held(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        enrolling = new_locks.is_enrolling(request, request.user)
        holds_one = Authenticator.objects.filter(user=request.user).exists()
        if holds_one and not routes.holds_second_factor(request.session):
            return redirect(routes.to_second_factor(request))
        if not holds_one and not enrolling and routes.must_give_passkey(request.user):
            return redirect("passkey_needed")
        return view(request, *args, **kwargs)

    return held


class AddPasskey(allauth.AddWebAuthnView):
    form_class = PasskeyForm

    def get_form_class(self) -> type[Form]:
        return PasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The browser is asked for a passkey that opens without a name being typed, and for a check of who holds it."""
        context = FormView.get_context_data(self, **kwargs)
        context["js_data"] = {"creation_options": auth.begin_registration(self.request.user, True)}
        return context


class RenamePasskey(allauth.EditWebAuthnView):
    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["name"].label, form.fields["name"].max_length = "Name of this passkey", LONGEST_NAME
        form.fields["name"].widget.attrs["maxlength"] = LONGEST_NAME
        from django.core.validators import MaxLengthValidator

        form.fields["name"].validators.append(MaxLengthValidator(LONGEST_NAME))
        return form


class ShowAgain(allauth.ReauthenticateWebAuthnView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The lock sends its draft here, and has asked no passkey yet."""
        if "credential" not in request.POST:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page once more, with a sentence; allauth would lead away from here."""
        messages.error(self.request, "That passkey did not work. Try again, or use another way.")
        return FormView.form_invalid(self, form)


def _last_one_stays(view: View) -> View:
    """The last second factor is not taken off by who needs one, nor beside a password that is short without it."""

    @wraps(view)
    def checked(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        why_not = why_it_stays(request.user, kwargs.get("pk"))
        if why_not:
            messages.error(request, why_not)
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return checked


def why_it_stays(person: Person, passkey: int | None) -> str:
    """A sentence when the passkey with this id (None: the app) must stay, else nothing."""
    held = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
    rest = held.exclude(pk=passkey) if passkey else held.exclude(type=Authenticator.Type.TOTP)
    if routes.must_give_passkey(person) and not rest.filter(type=Authenticator.Type.WEBAUTHN).exists():
        return "Your role needs a passkey. Add another one first, then take this one off."
    if rest.exists():
        return ""
    if person.works_here:
        return "Staff need a second lock. Add another one first, then take this one off."
    if ShortPassword.objects.filter(person=person).exists():
        return "Your password is too short to stand alone. Choose one of 15 characters or more first."
    return ""


def needed(request: SignedInRequest) -> HttpResponse:
    """For a guardian or administrator without a passkey: why, and how to get one."""
    may_add = new_locks.is_enrolling(request, request.user) or routes.holds_second_factor(request.session)
    return render(request, "people/passkey_needed.html", {"may_add": may_add})


add: View = _only_by_what_one_holds(AddPasskey.as_view())
again: View = ShowAgain.as_view()
rename: View = RenamePasskey.as_view()
remove: View = _last_one_stays(allauth.remove_webauthn)
remove_app: View = _last_one_stays(DeactivateTOTPView.as_view())
passkey_list: View = allauth.list_webauthn
