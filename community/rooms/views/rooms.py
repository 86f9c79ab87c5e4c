"""The rooms that one's key opens, and one of them."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from community.people.policies import may
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from community.rooms.models import Room

THREADS_A_PAGE = 20


def room_list(request: SignedInRequest) -> HttpResponse:
    rooms = Room.objects.visible_to(request.user).select_related("service")
    return render(request, "rooms/room_list.html", {"rooms": rooms})


def room(request: SignedInRequest, room: str) -> HttpResponse:
    here = get_object_or_404(Room.objects.visible_to(request.user).select_related("service"), slug=room)
    threads = here.threads.select_related("author").order_by("-last_post_at", "-id")
    page = Paginator(threads, THREADS_A_PAGE).get_page(request.GET.get("page"))
    sees_who = may(request.user, Permission.SEE_WHO_ENTERS, here.service_id)
    return render(request, "rooms/room.html", {"room": here, "page": page, "sees_who": sees_who})
