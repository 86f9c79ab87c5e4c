"""How long cases wait, for who runs a service."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from community.people.models import Service
from community.people.requests import SignedInRequest
from risk_jobs.desk import times


def desk_times(request: SignedInRequest) -> HttpResponse:
    """Numbers alone: no case and no name."""
    services = list(Service.objects.run_by(request.user).order_by("name"))
    if not services:
        raise Http404
    found = [(service, times.reports_of(service)) for service in services]
    return render(request, "desk/desk_times.html", {"services": found, "weeks": times.WEEKS})
