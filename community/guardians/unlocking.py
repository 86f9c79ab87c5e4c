"""A key unlocked for one session. Half of what opens it is in the session, half in a cookie of the browser: neither a
copy of the database nor a lost browser opens anything. After fifteen minutes without use it is locked."""

import base64
import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from community.speak_up import sealing

IN_SESSION = "speak_up"


def cookie_name() -> str:
    return f"{settings.COOKIE_PREFIX}guardian"


def unlock(request: HttpRequest, response: HttpResponse, private: bytes) -> HttpResponse:
    half = sealing.new_key()
    _keep(request, private, half)
    response.set_cookie(
        cookie_name(), base64.urlsafe_b64encode(half).decode(), httponly=True, samesite="Strict", path="/",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def unlocked(request: HttpRequest) -> bytes | None:
    """The private key, and fifteen minutes more; None where it is locked."""
    kept = request.session.get(IN_SESSION)
    if not isinstance(kept, str):
        return None
    try:
        half = base64.urlsafe_b64decode(request.COOKIES.get(cookie_name(), ""))
        words = sealing.open_words(base64.b64decode(kept), key=half, place=_place(request))
    except (sealing.Unreadable, ValueError):
        return None
    if words["until"] < time.time():
        request.session.pop(IN_SESSION)
        return None
    private = bytes.fromhex(words["private"])
    _keep(request, private, half)
    return private


def lock(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    request.session.pop(IN_SESSION, None)
    response.delete_cookie(cookie_name())
    return response


def _keep(request: HttpRequest, private: bytes, half: bytes) -> None:
    words = {"private": private.hex(), "until": time.time() + settings.GUARDIAN_LOCKS_AFTER_S}
    closed = sealing.close_words(words, key=half, place=_place(request))
    request.session[IN_SESSION] = base64.b64encode(closed).decode()


def _place(request: HttpRequest) -> str:
    return f"session of {request.user.pk}"
