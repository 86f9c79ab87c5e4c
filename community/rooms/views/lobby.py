"""Where one stands after signing in."""

from django.http import HttpResponse
from django.shortcuts import render

from cms.notices import notice_for
from community.people.requests import SignedInRequest
from community.rooms.models import Room, Thread


def lobby(request: SignedInRequest) -> HttpResponse:
    """What is new in the rooms that one's key opens."""
    rooms = Room.objects.visible_to(request.user).select_related("service")
    recent = (
        Thread.objects.visible_to(request.user).select_related("room", "author").order_by("-last_post_at")[:8]
    )
    notice = None if rooms else notice_for(request.user)
    return render(request, "rooms/lobby.html", {"rooms": rooms, "threads": recent, "notice": notice})
