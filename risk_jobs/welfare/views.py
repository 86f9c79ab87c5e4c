"""Looking after who reads."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from community.people.policies import may, runs_any
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from risk_jobs.welfare import actions, reading


def welfare(request: SignedInRequest) -> HttpResponse:
    """One's own weeks and setting; for who runs a service, its team."""
    works = may(request.user, Permission.USE_DESK)
    if not works and not runs_any(request.user):
        raise Http404
    if request.method == "POST":
        actions.veil_previews(by=request.user, veiled="veil" in request.POST)
        messages.success(request, "Saved.")
        return redirect("welfare")
    context = {
        "works": works,
        "weeks": reading.weeks_of(request.user) if works else [],
        "teams": reading.teams_of(request.user) if runs_any(request.user) else [],
        "many": reading.MANY,
    }
    return render(request, "welfare/welfare.html", context)
