"""Help in a crisis, and the way out."""

import hashlib
import logging

from django.conf import settings
from django.contrib.auth import logout
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.cache import cache_control

from cms.help import contacts

log = logging.getLogger(__name__)

DRAWN_WITH = (
    "vendor/nhsuk/nhsuk-frontend.min.css", "vendor/nhsuk/nhsuk-frontend.min.js", "alongside/tokens.css",
    "alongside/alongside.css", "alongside/alongside.js", "alongside/exit.js", "alongside/mark.svg",
)  # fmt: skip


def help_now(request: HttpRequest) -> HttpResponse:
    """Also without signing in. It never fails for what a service has set, nor for a database that is away: the
    house's numbers stand alone then. `kept` is what a browser keeps for when there is no network: without what
    holds today only."""
    try:
        services = contacts.of(request.user)
    except DatabaseError as error:
        log.error("the help page shows no service: %s", type(error).__name__)
        services = []
    return render(request, "help/help_now.html", {"services": services, "kept": "kept" in request.GET})


@cache_control(no_cache=True)
def offline_worker(request: HttpRequest) -> HttpResponse:
    """The service worker that keeps the help page. A new version of anything it keeps is a new worker."""
    drawn_with = [static(name) for name in DRAWN_WITH]
    page = render_to_string("help/help_now.html", {"services": contacts.of(None), "kept": True})
    version = hashlib.sha256("".join([page, *drawn_with]).encode()).hexdigest()[:12]
    return render(
        request, "help/offline_worker.js", {"version": version, "drawn_with": drawn_with},
        content_type="text/javascript",
    )  # fmt: skip


def site_exit(request: HttpRequest) -> HttpResponse:
    """Leave this page now: the session ends, the browser forgets what it kept, and a neutral site opens.

    A link as well as a form leads here: signing somebody out against their will does less harm than a way
    out that does not work.
    """
    logout(request)
    response = HttpResponseRedirect(settings.LEAVE_TO)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    for name in request.COOKIES:  # for browsers that do not know the header above
        response.delete_cookie(name)
    return response
