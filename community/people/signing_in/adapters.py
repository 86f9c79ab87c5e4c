"""How allauth behaves here: nobody signs up without a key, a person is shown by their handle, guesses are counted by
our own rules, and no mail of allauth's is sent."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import SignupClosedException
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from community.people.models import Person
from community.people.signing_in import devices, hashers, limits
from community.people.signing_in.models import ShortPassword
from community.people.signing_in.passwords import needs_second_factor

SAID_BY_THE_PAGE = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


def display_name(person: Person) -> str:
    return person.handle


class KeysOnlyAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "The name or the password is not right. Check both and try again.",
        "too_many_login_attempts": "There were too many wrong tries. Wait 15 minutes, or sign in with a passkey. "
        "A device you have used before still works.",
        "busy": "Many people are signing in at this moment. Try again in a few seconds.",
        "incorrect_password": "That is not your password. Check it and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Joining goes through a key (`/join/`); every sign-up route of allauth is shut."""
        return False

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Whatever way of allauth's leads here: an account is made by a key alone (`keys.redeem`)."""
        raise SignupClosedException

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth's own mails name accounts and addresses; ours are written in one place, without content."""

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """The page after signing in or out shows by itself that it worked."""
        template = args[0] if args else kwargs.get("message_template")
        if template not in SAID_BY_THE_PAGE:
            super().add_message(request, level, *args, **kwargs)

    def get_login_stages(self) -> list[str]:
        ours = "community.people.signing_in.factors.SecondFactorStage"
        return [
            ours if stage == "allauth.mfa.stages.AuthenticateStage" else stage
            for stage in super().get_login_stages()
        ]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Takes one guess before the password is looked at; a right one gives it back."""
        self._taken = limits.guess_password(request, credentials.get("username", ""))
        if self._taken is None:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        if self._taken:
            self._taken.give_back()

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        owner = Person.objects.filter(handle__iexact=credentials.get("username", "")).first()
        lane = hashers.known_here.set(bool(devices.known(request, owner)))
        try:
            return super().authenticate(request, **credentials)
        except hashers.TooManyAtOnce:
            self._rollback_login_failed_rl_usage()
            raise self.validation_error("busy") from None
        finally:
            hashers.known_here.reset(lane)

    def set_password(self, user: Any, password: str) -> None:
        super().set_password(user, password)
        note_length(user, password)


def note_length(person: Person, password: str) -> None:
    """Remember that a password is too short to stand alone, so that the second lock is not taken off beside it."""
    if needs_second_factor(password):
        ShortPassword.objects.get_or_create(person=person)
    else:
        ShortPassword.objects.filter(person=person).delete()


# What the demo prints on its sign-in page. Anywhere else these open nothing, whatever the database says.
DEMO_SECRET = "ALONGSIDEDEMOHOUSEALONGSIDEDEMOH"  # noqa: S105


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code is not right, or it was used already. Wait for the next one and try again.",
    }

    def decrypt(self, encrypted_text: str) -> str:
        """The secret of somebody's app; outside the demo, one that never matches in place of a public one."""
        secret: str = super().decrypt(encrypted_text)
        if secret == DEMO_SECRET and not settings.DEMO:
            return secrets.token_hex(16).translate(str.maketrans("0189", "ABCD")).upper()
        return secret

    def _get_user_identifier(self, user: Any) -> str:
        """What an authenticator shows: the handle, never an e-mail address."""
        return str(user.handle)

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """The handle as both names; the id is allauth's, which reads it again at sign-in."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.handle, "name": user.handle}

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "My passkey" if not count else f"My passkey {count + 1}"
