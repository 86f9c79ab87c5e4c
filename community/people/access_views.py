"""Who can enter this room, and why? What can this person enter, and why? Both are answered by the one function
that opens the doors; nothing is worked out a second time."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from community.people import audit
from community.people.care.panel import care_of
from community.people.models import Person, Service
from community.people.policies import people_who_enter, rooms_open_to, services_where
from community.people.requests import SignedInRequest
from community.people.roles import Permission
from community.people.vault.policies import may_reveal

A_PAGE = 50


def room_who(request: SignedInRequest, room: str) -> HttpResponse:
    """Every reading is in the audit log: who is in a room says what they are treated for."""
    services = Service.objects.where(request.user, Permission.SEE_WHO_ENTERS)
    service = get_object_or_404(services, rooms__slug=room)
    here = service.rooms.get(slug=room)
    page = Paginator(people_who_enter(here.pk), A_PAGE).get_page(request.GET.get("page"))
    audit.write(who=request.user, did="read who enters", what=f"room:{here.slug}", service=service)
    return render(request, "people/room_who.html", {"room": here, "service": service, "page": page})


def person(request: SignedInRequest, ref: str) -> HttpResponse:
    """Only what belongs to the services of who is looking: another service's rooms are not theirs to know of."""
    who = get_object_or_404(Person.objects.visible_to(request.user), ref=ref)
    services = Service.objects.where(request.user, Permission.SEE_WHO_ENTERS)
    entries = rooms_open_to(who)
    rooms = services.filter(rooms__in=entries.keys()).order_by("name", "rooms__name")
    rows = [
        {"service": service, "name": name, "slug": slug, "entry": entries[pk]}
        for service, pk, name, slug in rooms.values_list("name", "rooms", "rooms__name", "rooms__slug")
        if pk in entries
    ]
    audit.write(who=request.user, did="read person", what=f"person:{who.ref}", service=services.first())
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    theirs = services.filter(rooms__memberships__person=who).distinct()
    keeps = services_where(request.user, Permission.KEEP_CARE_TEAM)
    cared = [{"care": care_of(who, service), "keeps": service.pk in keeps} for service in theirs]
    context = {"who": who, "cared": cared, "page": page, "may_reveal": may_reveal(request.user, who)}
    return render(request, "people/person.html", context)
