"""The second factor: what counts as one, used once, and what changes when somebody adds or takes one off."""

import struct
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
    SignupWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature
from django import forms
from django.db import transaction
from django.http import HttpRequest

from community.people.models import Person
from community.people.policies import roles_of
from community.people.roles import Role
from community.people.signing_in import limits, sessions
from community.people.signing_in.adapters import SecondFactorAdapter

# What they open is worth a targeted attack: a code can be asked for on a false page, a passkey cannot be given there.
PASSKEY_ROLES = frozenset({Role.GUARDIAN, Role.ADMINISTRATOR})
LAST_STEP = "last_step"
LONGEST_NAME = 60


def needs_passkey(person: Any) -> bool:
    return bool(person.works_here) and not PASSKEY_ROLES.isdisjoint(roles_of(person))


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor, unless a provider that we believe has asked for one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        if any(record.get("method") == "oidc" and record.get("second_factor") for record in records):
            return False
        return bool(super()._should_handle(request))


# --- codes are used once ----------------------------------------------------------------------------------
class UsedOnce:
    """For allauth's code forms: of many at once that bring the same code, one is let in. The database says which:
    a cache may be emptied, and each process of a small installation has its own."""

    user: Person
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        taken = limits.guess_code(self.user)
        if taken is None:
            raise SecondFactorAdapter().validation_error("incorrect_code")
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=self.user.pk)
            code: str = super().clean_code()  # type: ignore[misc]
            authenticator: Authenticator = self.authenticator  # type: ignore[attr-defined]
            if authenticator.type == Authenticator.Type.TOTP and not _is_a_later_step(authenticator, code):
                raise SecondFactorAdapter().validation_error("incorrect_code")
        taken.give_back()
        return code


def _is_a_later_step(authenticator: Authenticator, code: str) -> bool:
    """Note the step of time this code is of; no step counts twice, nor one before it (RFC 6238, 5.2)."""
    authenticator.refresh_from_db()
    secret = decrypt(authenticator.data["secret"])
    digits = int("".join(filter(str.isdecimal, code)) or -1)
    steps = [step for step in yield_hotp_counters_from_time() if hotp_value(secret, step) == digits]
    step = max(steps, default=-1)
    if step <= authenticator.data.get(LAST_STEP, -1):
        return False
    authenticator.data[LAST_STEP] = step
    authenticator.save(update_fields=["data"])
    return True


class CodeForm(UsedOnce, AuthenticateForm):
    pass


class CodeAgainForm(UsedOnce, ReauthenticateForm):
    pass


# What the parsing of a made-up credential ends in; allauth expects a few of these only, and would answer with a 500.
NO_CREDENTIAL = (
    ArithmeticError, AttributeError, InvalidSignature, LookupError, TypeError, ValueError, struct.error,
)  # fmt: skip


class _Sober:
    """For allauth's passkey forms: whatever is not a credential is told by a sentence."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except forms.ValidationError:
            raise
        except NO_CREDENTIAL:
            raise SecondFactorAdapter().validation_error("incorrect_code") from None


class PasskeyLoginForm(_Sober, LoginWebAuthnForm):
    pass


class PasskeyStepForm(_Sober, AuthenticateWebAuthnForm):
    pass


class PasskeyAgainForm(_Sober, ReauthenticateWebAuthnForm):
    pass


class PasskeyForm(SignupWebAuthnForm):
    """A name to tell one's passkeys apart, and what the browser made. The device itself must have asked who it is."""

    name = forms.CharField(
        label="Name this passkey",
        help_text="For example “My phone”. Only you see it.",
        max_length=LONGEST_NAME,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
            if cleaned.get("credential"):
                made = auth.parse_registration_response(cleaned["credential"])
                if not made.response.attestation_object.auth_data.is_user_verified():
                    raise SecondFactorAdapter().validation_error("incorrect_code")
        except forms.ValidationError:
            raise
        except NO_CREDENTIAL:
            raise SecondFactorAdapter().validation_error("incorrect_code") from None
        return cleaned


# --- what follows a change ----------------------------------------------------------------------------------
def count_as_given(request: HttpRequest, user: Person, authenticator: Any, **kwargs: Any) -> None:
    """Who sets up their app or passkey has just used it: this session need not ask for another, and the digits that
    were shown to set it up let nobody in."""
    if authenticator.type == Authenticator.Type.TOTP:
        _is_a_later_step(authenticator, request.POST.get("code", ""))
    if authenticator.type in {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=str(authenticator.type))


def end_the_others(request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """A password or a second factor has changed: whoever else is signed in as this person must show the new one."""
    if request.user.is_authenticated and request.user.pk == user.pk:
        sessions.renew(request)
        sessions.end_all(person=user, but=request.session.session_key or "")
    else:
        sessions.end_all(person=user)


def more_opens_now(request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """Somebody has shown again that it is them: the lock opens, and the session gets a new id."""
    if kwargs.get("reauthenticated"):
        request.session.pop(sessions.LOCKED, None)
        sessions.renew(request)


def has_passkey(person: Person) -> bool:
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).exists()
