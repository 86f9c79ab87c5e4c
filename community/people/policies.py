"""Who may. One function answers who may enter which room, and why; every surface asks it:
pages, threads, files, search, sockets and the CMS (through the port `cms/access.py`)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from community.people.models import Appointment, HelperBreak, Membership, Person, Service, Training
from community.people.models.appointments import AppointmentQuerySet
from community.people.models.keys import MembershipQuerySet
from community.people.roles import (
    APPOINTED_BY_MANAGERS,
    CARDS,
    STAFF_ROLES,
    Permission,
    Role,
    roles_with,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Why a room opens, and as whom one stands in it."""

    role: Role
    service: str = ""  # of the appointment that opens it; empty: a key does
    issued_by: str = ""
    issued_at: datetime | None = None
    last_day: date | None = None

    @property
    def why(self) -> str:
        if self.service:
            return f"{self.role.label} of {self.service}"
        until = f", until {self.last_day:%-d %B %Y}" if self.last_day else ""
        if self.issued_at is None:
            return f"A key opens it{until}"
        return (
            f"The key of {timezone.localtime(self.issued_at):%-d %B %Y} from {self.issued_by} opens it{until}"
        )


Door = tuple[int, int, Entry]  # person id, room id, why it opens


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
        doors = _doors(person.memberships.all(), person.appointments.all() if person.works_here else None)
        kept = {room_id: entry for _person, room_id, entry in doors}
        person.__dict__["_rooms_open"] = kept
    return kept


def people_who_enter(room_id: int) -> list[tuple[Person, Entry]]:
    """Everybody who may enter this room now, and why: staff first, then by name. The doors are those of
    `rooms_open_to`, read from the other side."""
    appointed = Appointment.objects.filter(service__rooms=room_id, person__works_here=True)
    doors = _doors(Membership.objects.filter(room=room_id), appointed)
    entries = {person_id: entry for person_id, at, entry in doors if at == room_id}
    # One statement, whatever the number: an IN of ten thousand ids is more than SQLite takes.
    reach = Q(memberships__room=room_id) | Q(appointments__service__rooms=room_id)
    people = Person.objects.filter(reach).distinct().order_by("handle")
    found = [(person, entries[person.pk]) for person in people if person.pk in entries and is_welcome(person)]
    return sorted(found, key=lambda one: not one[1].service)


def doors_of(people: Collection[int]) -> frozenset[tuple[int, int]]:
    """(person id, room id) for every room that keys and appointments open to any of these people now. Whether
    they are welcome at all is asked of the person."""
    appointed = Appointment.objects.filter(person__in=people, person__works_here=True)
    doors = _doors(Membership.objects.filter(person__in=people), appointed)
    return frozenset((person_id, room_id) for person_id, room_id, _entry in doors)


def _doors(memberships: MembershipQuerySet, appointments: AppointmentQuerySet | None) -> Iterator[Door]:
    """The one place that says which memberships and appointments open which rooms."""
    if appointments is not None:
        yield from _doors_of_appointments(appointments)
    held = list(
        memberships.in_force().values_list(
            "pk", "person_id", "room_id", "role", "key__issued_by__handle", "key__issued_at", "last_day"
        )
    )
    helping = _helping(memberships) if any(row[3] == Role.RECOVERED for row in held) else frozenset()
    for pk, person_id, room_id, role, issued_by, issued_at, last_day in held:
        stands_as = Role.PATIENT if role == Role.RECOVERED and pk not in helping else Role(role)
        yield person_id, room_id, Entry(stands_as, "", issued_by or "", issued_at, last_day)


def _helping(memberships: MembershipQuerySet) -> frozenset[int]:
    """Ids of those by which somebody stands in the room as a helper: without a training that counts today, or while
    they rest, they stand there as the patient they were. Asked only where there is a helper: it costs as much as all
    the rest, on every page of everybody."""
    training = Training.objects.in_force().filter(
        person=OuterRef("person"), service=OuterRef("room__service")
    )
    rest = HelperBreak.objects.in_force().filter(person=OuterRef("person"))
    helpers = memberships.filter(Exists(training), ~Exists(rest), role=Role.RECOVERED)
    return frozenset(helpers.values_list("pk", flat=True))


def _doors_of_appointments(appointments: AppointmentQuerySet) -> Iterator[Door]:
    held = (
        appointments.in_force()
        .filter(role__in=roles_with(Permission.ENTER_EVERY_ROOM), service__rooms__isnull=False)
        .values_list("person_id", "service__rooms", "role", "service__name")
    )
    for person_id, room_id, role, service in held:
        yield person_id, room_id, Entry(Role(role), service)


def is_welcome(person: Person | AnonymousUser | None) -> bool:
    """Signed in, active, not suspended at this moment."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    return person.suspended_until is None or person.suspended_until <= timezone.now()


def may_enter(person: Person | AnonymousUser | None, room_id: int) -> bool:
    return room_id in rooms_open_to(person)


def may_write_in(person: Person | AnonymousUser | None, room_id: int) -> bool:
    """May enter, and stands there in a role that writes."""
    entry = rooms_open_to(person).get(room_id)
    return entry is not None and Permission.POST in CARDS[entry.role].permissions


def services_where(person: Person | AnonymousUser | None, permission: Permission) -> frozenset[int]:
    """Ids of the services in which the person holds this permission by appointment."""
    if not is_welcome(person) or not getattr(person, "works_here", False):
        return frozenset()
    assert isinstance(person, Person)
    appointments = _appointments(person)
    return frozenset(service for service, role in appointments if permission in CARDS[Role(role)].permissions)


def roles_of(person: Person) -> frozenset[Role]:
    """The roles in which somebody works here at this moment, in whatever service."""
    return frozenset(Role(role) for _service, role in _appointments(person))


def _appointments(person: Person) -> list[tuple[int, str]]:
    """Service and role of each appointment in force, kept for one request on the person."""
    kept: list[tuple[int, str]] | None = person.__dict__.get("_appointments")
    if kept is None:
        kept = list(person.appointments.in_force().values_list("service_id", "role"))
        person.__dict__["_appointments"] = kept
    return kept


def may(
    person: Person | AnonymousUser | None, permission: Permission, service: Service | int | None = None
) -> bool:
    """Holds the permission in this service, or (no service named) in any."""
    held = services_where(person, permission)
    if service is None:
        return bool(held)
    return (service if isinstance(service, int) else service.pk) in held


def runs(person: Person | AnonymousUser | None, service: Service | int) -> bool:
    """May change the settings and the staff of this service: its manager, and every administrator. The building's own
    is nobody's."""
    if isinstance(service, Service) and service.is_internal:
        return False
    return may(person, Permission.MANAGE_SERVICE, service) or may(person, Permission.ADMINISTER)


def may_word_help(person: Person | AnonymousUser | None, service: Service | int) -> bool:
    """May word the help message of this service, and approve what another wrote: its clinicians, and who runs it."""
    return runs(person, service) or may(person, Permission.WRITE_RULES, service)


def runs_any(person: Person | AnonymousUser | None) -> bool:
    return may(person, Permission.MANAGE_SERVICE) or may(person, Permission.ADMINISTER)


def roles_to_appoint(person: Person | AnonymousUser | None, service: Service | int) -> frozenset[Role]:
    """The staff roles that this person may give, or invite to, in a service."""
    if may(person, Permission.ADMINISTER):
        return STAFF_ROLES
    return APPOINTED_BY_MANAGERS if may(person, Permission.MANAGE_SERVICE, service) else frozenset()


def open_room_ids(person: Any) -> frozenset[int]:
    """The answer that the port `cms.access` carries to pages and files."""
    return frozenset(rooms_open_to(person))


def require(allowed: bool, sentence: str) -> None:
    """The one place where a policy becomes a refusal. The sentence is shown to the person."""
    if not allowed:
        raise PermissionDenied(sentence)
