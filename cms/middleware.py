"""What every request passes on its way in and out."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control

from cms import routes
from cms.notices import SIGNED_OUT_MARK

log = logging.getLogger(__name__)
CMS_PREFIX = "/cms/"
Next = Callable[[HttpRequest], HttpResponse]

# Wagtail's admin still writes inline scripts and styles; editors' pages only, never a member's.
CMS_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "object-src": [NONE],
    "frame-ancestors": [SELF],
    "base-uri": [SELF],
    "form-action": [SELF],
}


# What a browser sends. Any other charset would be handed to Python's codecs, of which some decode to no text at all
# and some to characters that no database takes.
CHARSETS = {"utf-8", "utf8", "us-ascii", "ascii"}


def refuse_what_no_browser_sends(get_response: Next) -> Next:
    """A NUL character is in no honest address or cookie, and PostgreSQL cannot be asked about one; and forms are
    sent as UTF-8. What is typed into a form is answered by the form."""

    def middleware(request: HttpRequest) -> HttpResponse:
        question = unquote_plus(request.META.get("QUERY_STRING", ""), errors="replace")
        parts = [request.path_info, question, *request.COOKIES.values()]
        if any("\x00" in part for part in parts):
            return _refused(400, "This address holds a character that no address has.")
        if (request.content_params or {}).get("charset", "utf-8").strip().lower() not in CHARSETS:
            return _refused(415, "Send this form again as UTF-8.")
        return get_response(request)

    return middleware


def _refused(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def policy_for_the_cms(get_response: Next) -> Next:
    """A looser content policy for Wagtail's admin alone, and no caching of any signed-in answer anywhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(CMS_PREFIX):
            response._csp_replace = CMS_POLICY  # type: ignore[attr-defined]
            response["X-Frame-Options"] = "SAMEORIGIN"  # the page preview
        if getattr(getattr(request, "user", None), "is_authenticated", False):
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


class RouteGuard:
    """Holds every request to the policy table `cms/routes.py`. A route that the table does not name is shut."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        outcome = routes.decide(match.route if match else "", request)
        if outcome is routes.Outcome.ABSENT:
            raise Http404
        if outcome is routes.Outcome.SIGN_IN:
            return _to_sign_in(request)
        if outcome is routes.Outcome.SECOND_FACTOR:
            return redirect(routes.to_second_factor(request))
        request.is_watched = routes.is_watched(match.route)  # type: ignore[attr-defined,union-attr]
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Wagtail trusts its own pages to send what they should, and falls over what is sent by hand."""
        if not request.path.startswith(CMS_PREFIX) or not _raised_by_wagtail(error):
            return None
        log.warning("%s: Wagtail could not read the request (%s)", request.path, type(error).__name__)
        sentence = "This page could not read what was sent. Go back, and try again."
        return HttpResponse(sentence, status=400, content_type="text/plain")


def _raised_by_wagtail(error: Exception) -> bool:
    """In Wagtail's own code, over a missing or malformed value; a mistake of ours stays one."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    module = last.tb_frame.f_globals.get("__name__", "") if last is not None else ""
    malformed = isinstance(error, (AttributeError, KeyError, TypeError, ValueError))
    return malformed and module.partition(".")[0] in {"wagtail", "wagtailmedia"}


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Who still holds the cookie of a session that has ended is told so on the sign-in page."""
    answer = redirect_to_login(request.get_full_path())
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        answer["Location"] += f"&{SIGNED_OUT_MARK}=1"
    return answer
