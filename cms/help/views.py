"""Help in a crisis, and the way out."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from cms.help import contacts


def help_now(request: HttpRequest) -> HttpResponse:
    """Also without signing in. It never fails for what a service has set: the house's numbers stand alone then."""
    return render(request, "help/help_now.html", {"services": contacts.of(request.user)})


def site_exit(request: HttpRequest) -> HttpResponse:
    """Leave this page now: the session ends, the browser forgets what it kept, and a neutral site opens.

    A link as well as a form leads here: signing somebody out against their will does less harm than a way
    out that does not work.
    """
    logout(request)
    response = HttpResponseRedirect(settings.LEAVE_TO)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    response["Cache-Control"] = "no-store"
    return response
