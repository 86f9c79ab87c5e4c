"""What hosts do while people talk: slow, close, open, ask somebody to leave. Each is in the audit log."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from community.living_room import policies, presence
from community.living_room.actions.lines import locked
from community.living_room.models import LivingRoom, SentOut
from community.people import audit
from community.people.models import Person
from community.people.policies import require

LONGEST_OUT = timedelta(hours=24)


@transaction.atomic
def slow_down(*, living_room: LivingRoom, seconds: int | None, by: Person) -> LivingRoom:
    """So many seconds between two lines of one member; None: as quick as they like."""
    return _set(
        living_room, by, f"slow mode {seconds} s" if seconds else "slow mode off", slow_s=seconds or None
    )


@transaction.atomic
def close(*, living_room: LivingRoom, by: Person, now: datetime | None = None) -> LivingRoom:
    """Members can read, not write, until a host opens it again."""
    return _set(living_room, by, "closed living room", closed_at=now or timezone.now())


@transaction.atomic
def open_again(*, living_room: LivingRoom, by: Person) -> LivingRoom:
    return _set(living_room, by, "opened living room", closed_at=None)


def _set(living_room: LivingRoom, by: Person, did: str, **values: object) -> LivingRoom:
    here = locked(living_room)
    policies.require_hosts(by, here)
    for name, value in values.items():
        setattr(here, name, value)
    here.save(update_fields=list(values))
    audit.write(who=by, did=did, what=f"living room:{here.ref}", service=here.service)
    return here


@transaction.atomic
def send_out(
    *,
    living_room: LivingRoom,
    person: Person,
    sentence: str,
    length: timedelta,
    by: Person,
    now: datetime | None = None,
) -> SentOut:
    """They can neither read nor write there until it is over; their open pages close. They are told why."""
    now = now or timezone.now()
    policies.require_may_send_out(by, person, living_room)
    require(bool(sentence.strip()), "Say why: they are told.")
    require(timedelta(0) < length <= LONGEST_OUT, "Choose a time within a day.")
    out = SentOut.objects.create(
        living_room=living_room,
        person=person,
        by=by,
        sentence=sentence.strip()[:300],
        at=now,
        until=now + length,
    )
    presence.leave(living_room=living_room, by=person)
    audit.write(
        who=by, did="asked to leave the living room", what=f"person:{person.ref}", why=sentence,
        service=living_room.service,
    )  # fmt: skip
    return out


@transaction.atomic
def let_back(*, sent_out: SentOut, by: Person, now: datetime | None = None) -> None:
    """Before it is over."""
    out = SentOut.objects.select_for_update(no_key=True, of=("self",)).get(pk=sent_out.pk)
    policies.require_hosts(by, out.living_room)
    if out.ended_at is None:
        out.ended_at = now or timezone.now()
        out.save(update_fields=["ended_at"])
        audit.write(
            who=by, did="let back into the living room", what=f"person:{out.person.ref}", service=out.living_room.service
        )  # fmt: skip
