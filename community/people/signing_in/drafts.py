"""What somebody had written when their session ended, was locked, or wanted the password again.

It is sealed, and travels in the page alone: the server keeps nothing of it while nobody is signed in. It opens for the
person whose page it was typed on, and for nobody else. Which page was whose is known by the page's own CSRF token:
a browser's secret changes with every sign-in, and the cookie `pages` holds, for the last few of them, a seal over
that secret and the person together."""

import base64
import hashlib
import json
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import _unmask_cipher_token  # type: ignore[attr-defined]  # Django offers no public one
from django.utils.crypto import constant_time_compare, salted_hmac

from community.people.models import Person

FIELD = "kept"
LASTS_S = 4 * 60 * 60
PAGES_KEPT = 6
MASKED, PLAIN = 64, 32  # lengths of Django's CSRF tokens
LONGEST = 400_000
# The last four are of the identity vault, which no other key may open.
_NEVER = (
    "csrf", "password", "code", "credential", "secret", FIELD,
    "real_name", "nhs_number", "date_of_birth", "contact_to",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    path: str
    fields: QueryDict

    def texts(self) -> list[tuple[str, str]]:
        """Name and value of what a person typed, leaving out empty answers."""
        return [(name, value) for name, values in self.fields.lists() for value in values if value.strip()]


def seal(request: HttpRequest, path: str = "") -> str:
    """The draft in this POST as one opaque text for a hidden field; empty when there is nothing to keep."""
    fields = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if not any(never in name.lower() for never in _NEVER):
            fields.setlist(name, values)
    page = page_of(request)
    if not page or not any(value.strip() for _name, values in fields.lists() for value in values):
        return ""
    plain = json.dumps({"path": path or request.get_full_path(), "fields": fields.urlencode(), "page": page})
    return _box().encrypt(plain.encode()).decode() if len(plain) <= LONGEST else ""


def open_for(sealed: str, person: Person, request: HttpRequest) -> Draft | None:
    """The draft, when this person typed it in this browser not long ago."""
    try:
        found = json.loads(_box().decrypt(sealed.encode(), ttl=LASTS_S))
    except (InvalidToken, ValueError):
        return None
    mine = _seal_of(found["page"], person)
    if not any(constant_time_compare(mine, seal) for seal in _seals(request)):
        return None
    return Draft(found["path"], QueryDict(found["fields"]))


def page_of(request: HttpRequest) -> str:
    """What tells the page that was posted from every other sign-in's: an HMAC of its CSRF secret."""
    token = request.POST.get("csrfmiddlewaretoken", "") or request.headers.get("X-CSRFToken", "")
    if len(token) not in {MASKED, PLAIN} or not token.isalnum() or not token.isascii():
        return ""
    return _hmac("page", _unmask_cipher_token(token) if len(token) == MASKED else token)


def mark_pages(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """Note in the browser that pages with its present CSRF secret are this person's."""
    secret = request.META.get("CSRF_COOKIE")
    if not secret:
        return
    secret = _unmask_cipher_token(secret) if len(secret) == MASKED else secret
    mine, seals = _seal_of(_hmac("page", secret), person), _seals(request)
    if mine not in seals:
        response.set_cookie(
            cookie_name(), ".".join([mine, *seals][:PAGES_KEPT]), httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def cookie_name() -> str:
    return f"{settings.COOKIE_PREFIX}pages"


def _seals(request: HttpRequest) -> list[str]:
    seals = request.COOKIES.get(cookie_name(), "").split(".")[:PAGES_KEPT]
    return [seal for seal in seals if seal.isalnum() and seal.isascii()]


def _seal_of(page: str, person: Person) -> str:
    return _hmac("page of a person", f"{page}|{person.pk}")


def _hmac(salt: str, value: str) -> str:
    return salted_hmac(salt, value, algorithm="sha256").hexdigest()[:32]


def _box() -> Fernet:
    key = hashlib.sha256(b"draft|" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
