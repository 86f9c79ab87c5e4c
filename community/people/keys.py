"""Keys: issuing one, redeeming one, withdrawing one.

The code is 128 random bits, shown once to who issued it; the database keeps only a digest. A code that is
unknown, used, withdrawn or out of date gets one and the same answer."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from community.people import audit
from community.people.models import Key, Membership, Person, Service
from community.people.policies import may, require
from community.people.roles import Permission, Role
from community.utterances import actions as utterances
from community.utterances.models import Kind

EXPIRES_AFTER = timedelta(days=14)
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LETTERS = 26  # 31^26 > 2^128


class KeyNoLongerOpens(Exception):
    """Unknown, used, withdrawn or out of date: who asks is not told which."""


@dataclass(frozen=True, slots=True)
class Joining:
    """What somebody answered on the way in. `password` is already hashed."""

    handle: str
    avatar: str
    password: str
    rules_agreed: str


def new_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))


def digest_of(code: str) -> str:
    """Typed by hand from a letter: spaces, dashes and case do not matter."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


@transaction.atomic
def issue(
    *, service: Service, rooms: Iterable[int], role: Role, by: Person, opens_until: date | None = None,
    now: datetime | None = None,
) -> tuple[Key, str]:  # fmt: skip
    """A new key for rooms of one service. Returns it with its code, which cannot be shown again."""
    require(may(by, Permission.ISSUE_KEYS, service), "You cannot issue keys for this service.")
    chosen = list(service.rooms.filter(pk__in=rooms))
    require(bool(chosen), "Choose at least one room of the service.")
    now = now or timezone.now()
    code = new_code()
    key = Key.objects.create(
        digest=digest_of(code), service=service, role=role, issued_by=by, issued_at=now,
        expires_at=now + EXPIRES_AFTER, opens_until=opens_until,
    )  # fmt: skip
    key.rooms.set(chosen)
    audit.write(who=by, did="issued key", what=f"key:{key.ref}", service=service)
    return key, code


def find(digest: str, *, now: datetime | None = None) -> Key:
    """The key that this digest still opens; raises KeyNoLongerOpens."""
    key = Key.objects.select_related("service").filter(**_still_opens(digest, now or timezone.now())).first()
    if key is None:
        raise KeyNoLongerOpens
    return key


@transaction.atomic
def redeem(*, digest: str, joining: Joining, now: datetime | None = None) -> Person:
    """Make the account and open its rooms. Of many who redeem one key at once, one gets in.

    The handle is something that was said, too: it is recorded and judged.
    """
    now = now or timezone.now()
    key = find(digest, now=now)
    person = Person.objects.create(
        handle=joining.handle, avatar=joining.avatar, password=joining.password,
        rules_agreed=joining.rules_agreed, joined_at=now,
    )  # fmt: skip
    won = Key.objects.filter(**_still_opens(digest, now)).update(redeemed_at=now, redeemed_by=person)
    if not won:
        raise KeyNoLongerOpens
    Membership.objects.bulk_create(
        Membership(person=person, room=room, role=key.role, key=key, last_day=key.opens_until)
        for room in key.rooms.all()
    )
    utterances.record(
        kind=Kind.HANDLE,
        source_id=person.pk,
        text=person.handle,
        by=person,
        room=None,
        service=key.service,
        now=now,
    )
    return person


@transaction.atomic
def withdraw(*, key: Key, by: Person, why: str, now: datetime | None = None) -> Key:
    """Shut what this key opened, at once: the next request is refused and open sockets close."""
    require(may(by, Permission.ISSUE_KEYS, key.service_id), "You cannot withdraw keys of this service.")
    now = now or timezone.now()
    key.withdrawn_at, key.withdrawn_why = now, why
    key.save(update_fields=["withdrawn_at", "withdrawn_why"])
    Membership.objects.filter(key=key, ended_at=None).update(ended_at=now)
    audit.write(who=by, did="withdrew key", what=f"key:{key.ref}", why=why, service=key.service)
    return key


def _still_opens(digest: str, now: datetime) -> dict[str, object]:
    return {"digest": digest, "redeemed_at": None, "withdrawn_at": None, "expires_at__gt": now}
