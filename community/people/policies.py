"""Who may. One function answers who may enter which room, and why; every surface asks it:
pages, threads, files, search, sockets and the CMS (through the port `cms/access.py`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.people.models import Person, Service
from community.people.roles import CARDS, Permission, Role, roles_with


@dataclass(frozen=True, slots=True)
class Entry:
    """Why a room opens, and as whom one stands in it."""

    role: Role
    why: str


def rooms_open_to(person: Person | AnonymousUser | None) -> Mapping[int, Entry]:
    """The rooms this person may enter now: room id -> why. Deny by default; there are no negatives.

    Asked afresh for every request and every socket delivery. Within one request the answer is kept on
    the person object, which a request loads anew.
    """
    if not is_welcome(person):
        return {}
    assert isinstance(person, Person)
    kept: dict[int, Entry] | None = person.__dict__.get("_rooms_open")
    if kept is None:
        kept = _rooms_of_appointments(person) if person.works_here else {}
        kept |= _rooms_of_memberships(person)
        person.__dict__["_rooms_open"] = kept
    return kept


def is_welcome(person: Person | AnonymousUser | None) -> bool:
    """Signed in, active, not suspended at this moment."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    return person.suspended_until is None or person.suspended_until <= timezone.now()


def may_enter(person: Person | AnonymousUser | None, room_id: int) -> bool:
    return room_id in rooms_open_to(person)


def _rooms_of_memberships(person: Person) -> dict[int, Entry]:
    held = person.memberships.in_force().values_list("room_id", "role")
    return {room_id: Entry(Role(role), "their key opens it") for room_id, role in held}


def _rooms_of_appointments(person: Person) -> dict[int, Entry]:
    held = (
        person.appointments.in_force()
        .filter(role__in=roles_with(Permission.ENTER_EVERY_ROOM), service__rooms__isnull=False)
        .values_list("service__rooms", "role", "service__name")
    )
    return {room_id: Entry(Role(role), f"{Role(role).label} of {service}") for room_id, role, service in held}


def services_where(person: Person | AnonymousUser | None, permission: Permission) -> frozenset[int]:
    """Ids of the services in which the person holds this permission by appointment."""
    if not is_welcome(person) or not getattr(person, "works_here", False):
        return frozenset()
    assert isinstance(person, Person)
    appointments: list[tuple[int, str]] | None = person.__dict__.get("_appointments")
    if appointments is None:
        appointments = list(person.appointments.in_force().values_list("service_id", "role"))
        person.__dict__["_appointments"] = appointments
    return frozenset(service for service, role in appointments if permission in CARDS[Role(role)].permissions)


def may(
    person: Person | AnonymousUser | None, permission: Permission, service: Service | int | None = None
) -> bool:
    """Holds the permission in this service, or (no service named) in any."""
    held = services_where(person, permission)
    if service is None:
        return bool(held)
    return (service if isinstance(service, int) else service.pk) in held


def open_room_ids(person: Any) -> frozenset[int]:
    """The answer that the port `cms.access` carries to pages and files."""
    return frozenset(rooms_open_to(person))


def require(allowed: bool, sentence: str) -> None:
    """The one place where a policy becomes a refusal. The sentence is shown to the person."""
    if not allowed:
        raise PermissionDenied(sentence)
