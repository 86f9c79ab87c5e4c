"""The front door: what anyone may read before they have a key."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


def start(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("lobby")
    return render(request, "home/start.html")


def house_rules(request: HttpRequest) -> HttpResponse:
    return render(request, "home/house_rules.html")


def who_reads(request: HttpRequest) -> HttpResponse:
    return render(request, "home/who_reads.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The one answer for what is absent, hidden or shut: the same bytes whatever was asked for."""
    request.nothing_here = True  # type: ignore[attr-defined]  # the frame marks no part of the site as current
    return render(request, "404.html", status=404)
