"""What the frame of every page needs. No query of its own: whatever it asks is kept on the person already."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from cms import notices


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool
    new: int = 0  # how much of it is new to the reader


# (label, URL name, who sees it, how much is new). Rooms to the right of `cms` register theirs at start, in this order.
Visible = Callable[[Any], bool]
HowMuchNew = Callable[[Any], int]
_navigation: list[tuple[int, str, str, Visible, HowMuchNew | None]] = []


def register_navigation(
    order: int, label: str, url_name: str, visible_to: Visible, new: HowMuchNew | None = None
) -> None:
    """`new(person)` is asked only by pages that draw the navigation; it may cost a statement."""
    _navigation.append((order, label, url_name, visible_to, new))
    _navigation.sort(key=lambda entry: entry[0])


CRISIS_CONTACTS = (
    {"label": "Danger to life", "number_or_text": "999 or A&E", "href": "tel:999"},
    {"label": "Urgent mental health help", "number_or_text": "111, choose option 2", "href": "tel:111"},
    {"label": "Samaritans, day and night", "number_or_text": "116 123", "href": "tel:116123"},
    {"label": "Text a trained volunteer", "number_or_text": "SHOUT to 85258", "href": "sms:85258?body=SHOUT"},
)


# The demo tells who one can sign in as; nobody else's sign-in page says anything of the kind.
_demo_hints: Callable[[], dict[str, Any]] = dict


def register_demo_hints(hints: Callable[[], dict[str, Any]]) -> None:
    """`hints()` returns what the demo's sign-in pages show beside their form."""
    global _demo_hints
    _demo_hints = hints


def frame(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    return {
        "demo": settings.DEMO,
        "site_name": settings.SITE_NAME,
        "person": person if signed_in else None,
        # A part of a page, fetched every few seconds, draws none.
        "navigation": SimpleLazyObject(lambda: _links(request, person)) if signed_in else [],
        "lock_after_s": settings.STAFF_LOCK_AFTER_S if getattr(person, "works_here", False) else 0,
        "crisis_contacts": CRISIS_CONTACTS,
        "leave_to": settings.LEAVE_TO,
        "is_watched": signed_in and _is_watched(request),
        **(
            {"notice": notices.SIGNED_OUT} if notices.SIGNED_OUT_MARK in request.GET and not signed_in else {}
        ),
        **(_demo_hints() if settings.DEMO and _signs_in(request) else {}),
    }


def _is_watched(request: HttpRequest) -> bool:
    return getattr(request, "is_watched", False) and not getattr(request, "nothing_here", False)


def _signs_in(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name in {"account_login", "mfa_authenticate"}


def _links(request: HttpRequest, person: Any) -> list[Link]:
    here = "" if getattr(request, "nothing_here", False) else request.path
    links = []
    for _order, label, url_name, visible_to, new in _navigation:
        if visible_to(person):
            url = reverse(url_name)
            links.append(Link(label, url, here.startswith(url), new(person) if new and here else 0))
    return links
