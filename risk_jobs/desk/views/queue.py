"""The list, what stands beside it, and how one works it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from community.people.models import Service
from community.people.policies import services_where
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from community.rooms.models import Room
from risk_jobs.desk import actions, queue
from risk_jobs.desk.above import above_of
from risk_jobs.desk.forms import QueueForm
from risk_jobs.desk.states import State
from risk_jobs.on_call import rota

LONGEST = 6  # digits of a page's number


def desk(request: SignedInRequest) -> HttpResponse:
    """The queue. The page asks for its rows again every few seconds; without JavaScript it is reloaded by hand."""
    form = _form(request)
    wanted = form.wanted(request.user)
    page = queue.page_of(wanted, by=request.user, number=_number(request))
    context: dict[str, Any] = {
        "form": form,
        "wanted": wanted,
        "page": page,
        "tabs": [(state.value, state.label, page.counts.get(state)) for state in State],
        "query": _query(request, "page"),
        "rest": _query(request, "page", "state"),
        "above": above_of(request.user),
        "last_closed": None if page.rows or wanted else queue.last_closed(request.user),
    }
    return render(request, "desk/desk_rows.html" if request.htmx else "desk/desk.html", context)


def _form(request: SignedInRequest) -> QueueForm:
    """What the rooms and services of a desk are called is asked in one statement."""
    mine = services_where(request.user, Permission.USE_DESK)
    rooms = list(Room.objects.filter(service__in=mine).select_related("service").order_by("name"))
    services: dict[int, Service] = {room.service_id: room.service for room in rooms}
    return QueueForm(request.GET, rooms=rooms, services=sorted(services.values(), key=lambda one: one.name))


def _number(request: SignedInRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST else 1


def _query(request: SignedInRequest, *without: str) -> str:
    """ "&room=harbour": what else the address holds."""
    known = {"state", *QueueForm.base_fields} - set(without)
    given = [(name, value) for name, value in request.GET.items() if name in known and value]
    return f"&{urlencode(given)}" if given else ""


def desk_on_call(request: SignedInRequest) -> HttpResponse:
    """Who is on call now: a part of the desk, and a page of its own without JavaScript."""
    context = {
        "on_call": rota.rotas_of(request.user),
        "rotas": Service.objects.where(request.user, Permission.USE_DESK),
    }
    return render(request, "desk/on_call_now.html" if request.htmx else "desk/desk_on_call.html", context)


@require_POST
def desk_keys(request: SignedInRequest) -> HttpResponse:
    on = request.POST.get("keys") == "on"
    actions.switch_keys(by=request.user, on=on)
    messages.success(request, "The keys are on." if on else "The keys are off.")
    return redirect("desk")
