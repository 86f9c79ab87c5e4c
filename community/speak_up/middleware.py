"""What every answer of the anonymous side carries, and what no request brings in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Next = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "X-Robots-Tag": "noindex, nofollow",
}


def headers(get_response: Next) -> Next:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response[name] = value
        if not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store"
        return response

    return middleware


def only_from_here(get_response: Next) -> Next:
    """Stands in for a token in a cookie: browsers say themselves which page a form was sent from."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            return get_response(request)
        if request.method == "POST" and is_from_here(request):
            return get_response(request)
        return render(request, "speak_up/refused.html", status=403)

    return middleware


def is_from_here(request: HttpRequest) -> bool:
    """A browser that has been told to send no referrer gives its origin as `null`: then, and only then, Sec-Fetch-Site
    alone decides. One that sends neither is too old to tell."""
    site = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin", "null")
    if site and site != "same-origin":
        return False
    if origin == "null":
        return site == "same-origin"
    return urlsplit(origin).netloc == request.get_host()


def frame(request: HttpRequest) -> dict[str, Any]:
    """What every page draws."""
    return {"site_name": settings.SITE_NAME, "leave_to": settings.LEAVE_TO}
