"""A new lock: who lost everything gets a one-time code from the care team, and with it a new password and second factor.

It opens an account that is there, and makes none. The first administrator gets theirs from `manage.py new_lock`, which
whoever runs the machine can call."""

import time
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from community.people import audit
from community.people.keys import KeyNoLongerOpens, digest_of, new_code
from community.people.models import Person, Service
from community.people.policies import require, roles_of, services_where
from community.people.roles import Permission, Role
from community.people.signing_in import sessions
from community.people.signing_in.adapters import note_length
from community.people.signing_in.models import NewLock

LASTS = timedelta(hours=24)
ENROLLING, ENROLLING_FOR_S = "enrolling", 3600


def may_give(giver: Person, person: Person) -> bool:
    """Members by who issues keys of a service whose rooms they are in; staff by an administrator of their service."""
    if giver.pk == person.pk:
        return False
    if person.works_here:
        if Role.GUARDIAN in roles_of(person):  # what staff report to them is not for an administrator's eyes
            return False
        theirs = set(person.appointments.in_force().values_list("service_id", flat=True))
        return not theirs.isdisjoint(services_where(giver, Permission.ADMINISTER))
    return services_of(person) & services_where(giver, Permission.ISSUE_KEYS) != frozenset()


def gives_any(giver: Person) -> bool:
    return bool(services_where(giver, Permission.ISSUE_KEYS) | services_where(giver, Permission.ADMINISTER))


def services_of(member: Person) -> frozenset[int]:
    """Of the rooms a member has been keyed for; also past ones, as who lost their key may need to come back."""
    return frozenset(Service.objects.filter(rooms__memberships__person=member).values_list("pk", flat=True))


@transaction.atomic
def give(*, person: Person, by: Person, why: str, now: datetime | None = None) -> tuple[NewLock, str]:
    """Returns the new lock and its code, which cannot be shown again. Whoever gives it has seen who the person is."""
    require(may_give(by, person), "You cannot give this person a new lock.")
    given, code = _give(person, by, why, now or timezone.now())
    audit.write(who=by, did="gave new lock", what=f"person:{person.ref}", why=why)
    return given, code


def give_by_hand(*, person: Person, now: datetime | None = None) -> str:
    """For whoever runs the machine: the first administrator has nobody to ask."""
    _given, code = _give(person, None, "given at the machine", now or timezone.now())
    audit.write(who=person, did="was given new lock", what=f"person:{person.ref}", why="at the machine")
    return code


def _give(person: Person, by: Person | None, why: str, now: datetime) -> tuple[NewLock, str]:
    """An earlier one that was not used opens nothing any more."""
    NewLock.objects.filter(person=person, used_at=None).update(expires_at=now)
    code = new_code()
    given = NewLock.objects.create(
        digest=digest_of(code),
        person=person,
        issued_by=by,
        why=why[:200],
        issued_at=now,
        expires_at=now + LASTS,
    )
    return given, code


def find(digest: str, *, now: datetime | None = None) -> NewLock:
    """The lock that this digest still opens; raises KeyNoLongerOpens, as for a key: unknown and used look alike.
    It opens only as long as whoever gave it could still give it: who was dismissed may have kept the code."""
    still = NewLock.objects.select_related("person", "issued_by")
    found = still.filter(**_still_opens(digest, now or timezone.now())).first()
    if found is None or not found.person.is_active:
        raise KeyNoLongerOpens
    if found.issued_by is not None and not may_give(found.issued_by, found.person):
        raise KeyNoLongerOpens
    return found


@transaction.atomic
def use(*, digest: str, password: str, now: datetime | None = None) -> Person:
    """The new password is set, second factors and sessions are gone. Of many at once, one is let in."""
    now = now or timezone.now()
    person = find(digest, now=now).person
    if not NewLock.objects.filter(**_still_opens(digest, now)).update(used_at=now):
        raise KeyNoLongerOpens
    person.set_password(password)
    person.save(update_fields=["password"])
    note_length(person, password)
    Authenticator.objects.filter(user=person).delete()
    sessions.end_all(person=person)
    audit.write(who=person, did="used new lock", what=f"person:{person.ref}")
    return person


def sign_in(request: HttpRequest, person: Person) -> None:
    """In with a new session that may, for an hour, set up the second factor."""
    request.session.flush()
    login(request, person)
    request.session[ENROLLING] = {"person": person.pk, "at": time.time()}


def is_enrolling(request: HttpRequest, person: Person) -> bool:
    note: dict[str, Any] = request.session.get(ENROLLING) or {}
    return note.get("person") == person.pk and time.time() - note.get("at", 0) < ENROLLING_FOR_S


def _still_opens(digest: str, now: datetime) -> dict[str, Any]:
    return {"digest": digest, "used_at": None, "expires_at__gt": now}
