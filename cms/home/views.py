"""The front door: what anyone may read before they have a key."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from cms import notices


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


@never_cache
def closed(request: HttpRequest) -> HttpResponse:
    """Where an open page goes when its socket says that it is not its reader's any more: what happened."""
    person = request.user if request.user.is_authenticated else None
    notice = notices.notice_for(person) if person else notices.SIGNED_OUT
    return render(request, "home/closed.html", {"notice": notice})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The one answer for what is absent, hidden or shut: the same bytes whatever was asked for. Who lost
    something lately is told so here, again whatever they asked for."""
    request.nothing_here = True  # type: ignore[attr-defined]  # the frame marks no part of the site as current
    return render(request, "404.html", {"notice": notices.notice_for(_person(request))}, status=404)


def _person(request: HttpRequest) -> object:
    """Nobody, where the answer comes before the middleware that knows."""
    return getattr(request, "user", None)
