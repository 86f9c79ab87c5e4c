"""Where one stands after signing in."""

from django.http import HttpResponse
from django.shortcuts import render

from community.people.requests import SignedInRequest
from community.rooms.lobby import read_lobby
from community.rooms.views.fetching import care_due


def lobby(request: SignedInRequest) -> HttpResponse:
    """What is new since one was here, one hopeful story, and for who is new the first steps."""
    return render(request, "rooms/lobby.html", {"lobby": read_lobby(request.user), "care": care_due(request)})
