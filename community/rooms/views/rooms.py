"""The rooms that one's key opens, and one of them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from community.people.policies import may
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from community.rooms import policies
from community.rooms.boards import read_board, rooms_to_read, rooms_with_news
from community.rooms.on_duty import on_duty
from community.rooms.pages import asked_for
from community.rooms.restraints import restraints_on


def room_list(request: SignedInRequest) -> HttpResponse:
    return render(request, "rooms/room_list.html", {"rooms": rooms_with_news(request.user)})


def room(request: SignedInRequest, room: str) -> HttpResponse:
    here = get_object_or_404(rooms_to_read(request.user), slug=room)
    number, sort = asked_for(request.GET.get("page")), request.GET.get("sort", "")
    context = {
        "room": here,
        "board": read_board(here, request.user, number=number, sort=sort),
        "duty": on_duty(here.service),
        "can_open_thread": policies.can_open_thread(request.user, here),
        "can_tell_story": policies.can_tell_story(request.user, here),
        "moderates": policies.moderates(request.user, here),
        "restraints": restraints_on(request.user, here),
        "sees_who": may(request.user, Permission.SEE_WHO_ENTERS, here.service_id),
    }
    return render(request, "rooms/room.html", context)
