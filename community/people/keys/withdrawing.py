"""Shutting what a key opened."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.people import appointments, audit
from community.people.keys.issuing import may_issue
from community.people.models import Key, Membership, Person
from community.people.policies import require
from community.people.roles import Role


@transaction.atomic
def withdraw(*, key: Key, by: Person, why: str, now: datetime | None = None) -> Key:
    """Shut what this key opened, at once: the next request is refused and open sockets close.

    A key that is withdrawn already stays as it was: the first reason stands.
    """
    require(may_issue(by, key.service, Role(key.role)), "You cannot withdraw keys of this service.")
    require(bool(why.strip()), "Say why you withdraw the key.")
    now = now or timezone.now()
    first = Key.objects.filter(pk=key.pk, withdrawn_at=None).update(
        withdrawn_at=now, withdrawn_why=why[:200], withdrawn_by=by
    )
    key.refresh_from_db()
    if first:
        Membership.objects.filter(key=key, ended_at=None).update(ended_at=now)
        _end_appointment(key, by, why, now)
        audit.write(who=by, did="withdrew key", what=f"key:{key.ref}", why=why, service=key.service)
    return key


def _end_appointment(key: Key, by: Person, why: str, now: datetime) -> None:
    """Of one of the staff who came in by this key."""
    if not key.is_for_staff or key.redeemed_by is None:
        return
    given = key.redeemed_by.appointments.in_force().filter(service=key.service, role=key.role)
    for appointment in given:
        appointments.end(appointment=appointment, by=by, why=why, now=now)
