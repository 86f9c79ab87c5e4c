"""The policy table: every URL pattern of the building, and who it is for.

`routes.tsv` beside this file names each pattern of the resolver, Wagtail's and allauth's included.
A pattern it does not name is shut at run time and fails the build (`tests/access/`). The table says
who may knock; whether a thing behind the door may be known is asked by the view, through `visible_to`."""

import enum
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

TABLE = Path(__file__).with_suffix(".tsv")
SECOND_FACTOR_METHODS = {"mfa"}


class Outcome(enum.Enum):
    OPEN = "open"
    SIGN_IN = "sign in first"
    SECOND_FACTOR = "set up a second factor first"
    ABSENT = "the same 404 as for what does not exist"


class For(enum.StrEnum):
    """Who a route is for, as written in the first column of the table."""

    ANYONE = "anyone"
    SIGNED_IN = "signed-in"  # password given; a second factor may still be due (setting one up)
    MEMBER = "member"  # anyone with an account; staff only with their second factor
    DESK = "desk"
    KEYS = "keys"
    STAFF = "staff"  # anyone who works here
    WHO = "who"  # may see who enters, in some service
    CARE = "care"  # keeps care teams, in some service
    RUN = "run"  # runs a service: its settings and its staff
    ADMIN = "admin"  # has some business in Wagtail's admin: an editor, or who runs a service
    VAULT = "vault"  # who may reveal who somebody is
    REPORTS = "reports"
    MODERATE = "moderate"  # moderates a service, or runs one
    GUARDIAN = "guardian"  # reads what staff report when they speak up
    CMS = "cms"
    CLOSED = "closed"


@cache
def table() -> dict[str, For]:
    """Route pattern -> who it is for."""
    rows = (line.split("\t") for line in TABLE.read_text().splitlines() if line and not line.startswith("#"))
    return {route: For(whom) for whom, route in rows}


# `community` answers these; until it has registered them nobody belongs anywhere.
Question = Callable[[Any], bool]
_questions: dict[For, Question] = {}


def register(whom: For, question: Question) -> None:
    _questions[whom] = question


def _everybody(person: Any) -> bool:
    return True


_needs_passkey: Question = _everybody


def register_needs_passkey(question: Question) -> None:
    """Of which staff a passkey is asked, where others may give any second factor."""
    global _needs_passkey
    _needs_passkey = question


def decide(route: str, request: HttpRequest) -> Outcome:
    whom = table().get(route, For.CLOSED)
    if whom is For.CLOSED:
        return Outcome.ABSENT
    if whom is For.ANYONE:
        return Outcome.OPEN
    person = request.user
    if not person.is_authenticated:
        return Outcome.SIGN_IN
    if whom is For.SIGNED_IN:
        return Outcome.OPEN
    if not gave_enough(request.session, person):
        return Outcome.SECOND_FACTOR
    return Outcome.OPEN if belongs(person, whom) else Outcome.ABSENT


def belongs(person: Any, whom: For) -> bool:
    """Whether this person is one of those: by key or appointment, never by being a superuser."""
    question = _questions.get(whom)
    return question is not None and question(person)


def is_watched(route: str) -> bool:
    """Whether an open page of this route closes itself when its reader may not see it any more."""
    return table().get(route, For.CLOSED) not in {For.ANYONE, For.SIGNED_IN, For.CLOSED}


def to_second_factor(request: HttpRequest) -> str:
    """Where it is given by who has one, and set up by who has none."""
    person, back = request.user, urlencode({"next": request.get_full_path()})
    if must_give_passkey(person) and not is_mfa_enabled(person, ["webauthn"]):
        return reverse("passkey_needed")
    if is_mfa_enabled(person, ["webauthn"]) and (
        must_give_passkey(person) or not is_mfa_enabled(person, ["totp"])
    ):
        return f"{reverse('mfa_reauthenticate_webauthn')}?{back}"
    if is_mfa_enabled(person, ["totp"]):
        return f"{reverse('mfa_reauthenticate')}?{back}"
    return reverse("mfa_activate_totp")


def must_give_passkey(person: Any) -> bool:
    """The demo's invented guardian and administrator may give the demo's code, as nobody could lend out a passkey."""
    return getattr(person, "works_here", False) and not settings.DEMO and _needs_passkey(person)


def gave_enough(session: Any, person: Any) -> bool:
    """Whether what was given at this sign-in opens what this person may enter. Sockets ask the same."""
    if not getattr(person, "works_here", False):
        return True
    return holds_passkey(session) if must_give_passkey(person) else holds_second_factor(session)


def holds_second_factor(session: Any) -> bool:
    """Whether this session was signed in with one: ours, or one that a provider has asked for."""
    return any(
        record.get("method") in SECOND_FACTOR_METHODS
        or (record.get("method") == "oidc" and record.get("second_factor"))
        for record in _methods_used(session)
    )


def holds_passkey(session: Any) -> bool:
    return any(
        record.get("method") in SECOND_FACTOR_METHODS and record.get("type") == "webauthn"
        for record in _methods_used(session)
    )


def _methods_used(session: Any) -> list[dict[str, Any]]:
    """allauth keeps the methods used in the session."""
    used: list[dict[str, Any]] = session.get("account_authentication_methods", [])
    return used
