"""How allauth behaves here: nobody signs up without a key, and a person is shown by their handle."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from community.people.models import Person


def display_name(person: Person) -> str:
    return person.handle


class KeysOnlyAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Joining goes through a key (`/join/`); every sign-up route of allauth is shut."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth's own mails name accounts and addresses; ours are written in one place, without content."""


# What the demo prints on its sign-in page. Anywhere else these open nothing, whatever the database says.
DEMO_SECRET = "ALONGSIDEDEMOHOUSEALONGSIDEDEMOH"  # noqa: S105


def count_as_given(request: HttpRequest, user: Person, authenticator: Any, **kwargs: Any) -> None:
    """Who sets up their app has just typed a right code of it: this session need not ask for another."""
    if authenticator.type == "totp":
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


class SecondFactorAdapter(DefaultMFAAdapter):
    def decrypt(self, encrypted_text: str) -> str:
        """The secret of somebody's app; outside the demo, one that never matches in place of a public one."""
        secret: str = super().decrypt(encrypted_text)
        if secret == DEMO_SECRET and not settings.DEMO:
            return secrets.token_hex(16).translate(str.maketrans("0189", "ABCD")).upper()
        return secret
