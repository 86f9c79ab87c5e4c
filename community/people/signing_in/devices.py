"""Devices somebody has signed in from before. They keep a place of their own when strangers guess at an account.

The cookie holds random numbers with a seal each. It names nobody; only together with an account can it be checked,
and a new password makes it worthless."""

import secrets
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from community.people.models import Person

KEPT = 5
LASTS_S = 180 * 24 * 60 * 60


def cookie_name() -> str:
    return f"{settings.COOKIE_PREFIX}device"


def known(request: HttpRequest, person: Person | None) -> str:
    """The number under which this browser is known to the person, or an empty string."""
    for number, seal in _marks(request):
        if person is not None and constant_time_compare(seal, _seal(number, person)):
            return number
    return ""


def remember(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    if known(request, person):
        return
    number = secrets.token_hex(8)
    marks = [(number, _seal(number, person)), *_marks(request)][:KEPT]
    response.set_cookie(
        cookie_name(), "~".join(f"{number}.{seal}" for number, seal in marks), max_age=LASTS_S,
        httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _seal(number: str, person: Person) -> str:
    return salted_hmac(
        "known device", f"{number}|{person.pk}|{person.password}", algorithm="sha256"
    ).hexdigest()[:32]


def _marks(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for mark in request.COOKIES.get(cookie_name(), "").split("~")[:KEPT]:
        number, dot, seal = mark.partition(".")
        if dot and number.isalnum() and seal.isalnum():
            yield number, seal
