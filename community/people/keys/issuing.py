"""Issuing a key: by a clinician to a member, by who runs a service to one of its staff."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.people import audit
from community.people.keys.apart import held_by_now, pairs_apart, require_reason, rooms_of
from community.people.keys.codes import digest_of, new_code
from community.people.models import Key, KeyBatch, Person, Service
from community.people.models.keys import State
from community.people.policies import may, require, roles_to_appoint
from community.people.roles import STAFF_ROLES, Permission, Role
from community.people.signals import rooms_opened
from community.people.vault import actions as vault
from community.people.vault.details import Details

EXPIRES_AFTER = timedelta(days=14)
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=30)


def may_issue(by: Person, service: Service, role: Role) -> bool:
    """Clinicians key members; staff are invited by who may appoint them."""
    if role in STAFF_ROLES:
        return role in roles_to_appoint(by, service)
    return may(by, Permission.ISSUE_KEYS, service)


@transaction.atomic
def issue(
    *, service: Service, rooms: Iterable[int], role: Role, by: Person, opens_until: date | None = None,
    expires_after: timedelta = EXPIRES_AFTER, reference: str = "", apart_why: str = "",
    batch: KeyBatch | None = None, details: Details | None = None, now: datetime | None = None,
) -> tuple[Key, str]:  # fmt: skip
    """A new key for rooms of one service, or (a staff role, no rooms) to work in it.

    Returns it with its code, which cannot be shown again. Raises RoomsApart without a reason for rooms that
    are never together, and PermissionDenied with a sentence for whatever else is not right.
    """
    require(may_issue(by, service, Role(role)), "You cannot issue keys for this service.")
    chosen = _rooms(service, Role(role), rooms)
    require_reason(pairs_apart(chosen), apart_why)
    now = now or timezone.now()
    require(
        SHORTEST <= expires_after <= LONGEST, "A key opens for an hour at least, and for 30 days at most."
    )
    _require_future(opens_until, now)
    code = new_code()
    key = Key.objects.create(
        digest=digest_of(code), service=service, role=role, issued_by=by, issued_at=now, batch=batch,
        expires_at=min(now + expires_after, _end_of(opens_until) or now + LONGEST), opens_until=opens_until,
        reference=reference, apart_why=apart_why.strip()[:200],
    )  # fmt: skip
    key.rooms.set(chosen)
    audit.write(who=by, did="issued key", what=f"key:{key.ref}", why=apart_why, service=service)
    if details is not None and details.texts():
        vault.fill(key=key, details=details, by=by, now=now)
    return key, code


@transaction.atomic
def open_rooms(
    *, person: Person, service: Service, rooms: Iterable[int], role: Role, by: Person,
    opens_until: date | None = None, apart_why: str = "", now: datetime | None = None,
) -> Key:  # fmt: skip
    """Open more rooms to somebody who is here already: a key that is issued and redeemed in one go, so that it
    is listed, and withdrawn, like any other. Raises RoomsApart, also for a room that another key opens."""
    from community.people.keys.redeeming import hold

    require(not person.works_here, "Staff enter by their appointment, not by a key.")
    chosen = _rooms(service, Role(role), rooms)
    require_reason(pairs_apart(chosen, held_by_now(person)), apart_why)
    key, _code = issue(
        service=service, rooms=[room.pk for room in chosen], role=role, by=by, opens_until=opens_until,
        apart_why=apart_why, now=now,
    )  # fmt: skip
    hold(key, person, key.issued_at)
    audit.write(who=by, did="opened rooms to", what=f"person:{person.ref}", why=apart_why, service=service)
    rooms_opened.send(sender=Key, key=key, by=by)
    return key


def unopened_by(person: Person, service: Service) -> int:
    """How many members' keys of theirs still open: they do so too when who issued them has left, who may know a code."""
    issued = Key.objects.in_state(State.WAITING).filter(issued_by=person, service=service)
    return issued.exclude(role__in=STAFF_ROLES).count()


def _rooms(service: Service, role: Role, rooms: Iterable[int]) -> list[Any]:
    chosen = rooms_of(service, rooms)
    if role in STAFF_ROLES:
        require(not chosen, "Staff enter by their appointment: a key to a staff role names no rooms.")
    else:
        require(bool(chosen), "Choose at least one room of the service.")
    return chosen


def _end_of(last_day: date | None) -> datetime | None:
    """Nobody answers six questions for rooms whose last day is over."""
    if last_day is None:
        return None
    return timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min))


def _require_future(last_day: date | None, now: datetime) -> None:
    require(last_day is None or last_day >= timezone.localdate(now), "The last day is over already.")
