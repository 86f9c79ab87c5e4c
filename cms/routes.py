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
    RUN = "run"  # runs a service: its settings and its staff
    ADMIN = "admin"  # has some business in Wagtail's admin: an editor, or who runs a service
    VAULT = "vault"  # who may reveal who somebody is
    REPORTS = "reports"
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
    if getattr(person, "works_here", False) and not gave_second_factor(request):
        return Outcome.SECOND_FACTOR
    question = _questions.get(whom)
    return Outcome.OPEN if question is not None and question(person) else Outcome.ABSENT


def to_second_factor(request: HttpRequest) -> str:
    """Where it is given by who has one, and set up by who has none."""
    if is_mfa_enabled(request.user, ["totp"]):
        return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}"
    return reverse("mfa_activate_totp")


def gave_second_factor(request: HttpRequest) -> bool:
    return holds_second_factor(request.session)


def holds_second_factor(session: Any) -> bool:
    """Whether this session was signed in with one. allauth keeps the methods used in the session."""
    used = session.get("account_authentication_methods", [])
    return any(record.get("method") in SECOND_FACTOR_METHODS for record in used)
