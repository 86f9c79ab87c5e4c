"""How allauth behaves here: nobody signs up without a key, and a person is shown by their handle."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
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
