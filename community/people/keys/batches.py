"""Many keys at once, out of a file: all of them, or none."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from community.people import audit
from community.people.keys.issuing import EXPIRES_AFTER, issue, may_issue
from community.people.keys.withdrawing import withdraw
from community.people.models import Key, KeyBatch, Person, Service
from community.people.policies import require
from community.people.roles import Role
from community.people.vault.details import Details


class OnceOnly(Exception):
    """This very form was sent before; its keys exist, and their codes were shown then."""


@dataclass(frozen=True, slots=True)
class Line:
    """One key to issue. `rooms` are ids of the service's rooms; `details`, who it is for, show nothing when printed."""

    reference: str
    role: Role
    rooms: tuple[int, ...]
    last_day: date | None = None
    apart_why: str = ""
    details: Details | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    line: Line
    key: Key
    code: str


@transaction.atomic
def issue_batch(
    *, service: Service, lines: Iterable[Line], by: Person, expires_after: timedelta = EXPIRES_AFTER,
    once: uuid.UUID | None = None, now: datetime | None = None,
) -> list[Issued]:  # fmt: skip
    """One key a line, in one transaction. `once` names the form it came from: sent twice, it issues once."""
    require(may_issue(by, service, Role.PATIENT), "You cannot issue keys for this service.")
    now = now or timezone.now()
    batch = _batch(service, by, once or uuid.uuid4(), now)
    issued = [_issue_line(line, batch, by, expires_after, now) for line in lines]
    audit.write(who=by, did=f"issued {len(issued)} keys", what=f"batch:{batch.ref}", service=service)
    return issued


def _issue_line(line: Line, batch: KeyBatch, by: Person, expires_after: timedelta, now: datetime) -> Issued:
    key, code = issue(
        service=batch.service, rooms=line.rooms, role=line.role, by=by, opens_until=line.last_day,
        expires_after=expires_after, reference=line.reference, apart_why=line.apart_why, batch=batch,
        details=line.details, now=now,
    )  # fmt: skip
    return Issued(line, key, code)


def _batch(service: Service, by: Person, once: uuid.UUID, now: datetime) -> KeyBatch:
    try:
        with transaction.atomic():
            return KeyBatch.objects.create(service=service, issued_by=by, issued_at=now, once=once)
    except IntegrityError:
        raise OnceOnly from None


@transaction.atomic
def withdraw_batch(*, batch: KeyBatch, by: Person, why: str, now: datetime | None = None) -> int:
    """Every key of the batch that nobody has opened yet; returns how many. A sheet was lost, say."""
    waiting = list(batch.keys.filter(redeemed_at=None, withdrawn_at=None).select_related("service"))
    require(may_issue(by, batch.service, Role.PATIENT), "You cannot withdraw keys of this service.")
    for key in waiting:
        withdraw(key=key, by=by, why=why, now=now)
    return len(waiting)
