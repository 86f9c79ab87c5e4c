"""Opening a key: it makes an account, or adds its rooms to one."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from community.people import audit
from community.people.appointments import appoint
from community.people.joining.agreements import CONSENT_VERSION
from community.people.keys.apart import held_by_now, pairs_apart, require_reason, rooms_of
from community.people.keys.issuing import may_issue
from community.people.models import Agreement, Key, Membership, Person
from community.people.policies import require
from community.people.roles import Role
from community.people.vault import actions as vault
from community.people.vault.details import Contact
from community.utterances import actions as utterances
from community.utterances.models import Care, Kind, Utterance


class KeyNoLongerOpens(Exception):
    """Unknown, used, withdrawn or out of date: who asks is not told which."""


@dataclass(frozen=True, slots=True)
class Joining:
    """What somebody answered on the way in. `password` is already hashed."""

    handle: str
    avatar: str
    password: str
    rules_agreed: str
    consent_agreed: str = CONSENT_VERSION
    contact: Contact | None = field(default=None, repr=False)


def find(digest: str, *, now: datetime | None = None) -> Key:
    """The key that this digest still opens; raises KeyNoLongerOpens. An invitation to the staff opens only as
    long as whoever issued it could still issue it."""
    still = Key.objects.select_related("service", "issued_by").filter(
        **_still_opens(digest, now or timezone.now())
    )
    key = still.first()
    if key is None:
        raise KeyNoLongerOpens
    if key.is_for_staff and not may_issue(key.issued_by, key.service, Role(key.role)):
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
        rules_agreed=joining.rules_agreed, consent_agreed=joining.consent_agreed, joined_at=now,
    )  # fmt: skip
    hold(key, person, now)
    Agreement.objects.bulk_create(
        [
            Agreement(person=person, what="rules", version=joining.rules_agreed, agreed_at=now),
            Agreement(person=person, what="consent", version=joining.consent_agreed, agreed_at=now),
        ]
    )
    if joining.contact is not None:
        vault.set_contact(person=person, contact=joining.contact, by=person)
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


def needs_care(person: Person) -> bool:
    """Whether the judge asks for the help card beside the name that somebody chose."""
    said = Utterance.objects.filter(kind=Kind.HANDLE, source_id=person.pk, author=person)
    return said.filter(care=Care.HELP).exists()


@transaction.atomic
def add_to(*, digest: str, person: Person, now: datetime | None = None) -> Key:
    """Somebody who is here already opens another key: its rooms are added to their account.

    Raises KeyNoLongerOpens, and RoomsApart where a room of the key and one they hold are never together and
    the key says no reason: then their care team opens it with them.
    """
    now = now or timezone.now()
    key = find(digest, now=now)
    require(
        not person.works_here and not key.is_for_staff, "A key to a staff role makes an account of its own."
    )
    rooms = rooms_of(key.service, key.rooms.values_list("pk", flat=True))
    require_reason(pairs_apart(rooms, held_by_now(person)), key.apart_why)
    hold(key, person, now)
    audit.write(who=person, did="opened another key", what=f"key:{key.ref}", service=key.service)
    return key


def hold(key: Key, person: Person, now: datetime) -> None:
    """Mark the key as redeemed by this person, unless somebody was quicker, and open what it opens."""
    won = Key.objects.filter(**_still_opens(key.digest, now)).update(redeemed_at=now, redeemed_by=person)
    if not won:
        raise KeyNoLongerOpens
    key.redeemed_at, key.redeemed_by = now, person
    vault.hand_over(key=key, person=person)
    if key.is_for_staff:
        _appoint(key, person, now)
    else:
        Membership.objects.bulk_create(
            Membership(person=person, room=room, role=key.role, key=key, last_day=key.opens_until)
            for room in key.rooms.all()
        )


def _appoint(key: Key, person: Person, now: datetime) -> None:
    """From now on the route guard asks for a second factor before it opens anything."""
    try:
        appoint(person=person, service=key.service, role=Role(key.role), by=key.issued_by, now=now)
    except PermissionDenied:  # who invited them was dismissed between the question and this moment
        raise KeyNoLongerOpens from None


def _still_opens(digest: str, now: datetime) -> dict[str, object]:
    return {"digest": digest, "redeemed_at": None, "withdrawn_at": None, "expires_at__gt": now}
