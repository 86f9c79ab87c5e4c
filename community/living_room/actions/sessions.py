"""Planning a session, ending it, and wanting to be reminded of it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.living_room import policies
from community.living_room.models import LivingRoom, PlannedSession, Reminder
from community.people import audit
from community.people.models import Person
from community.people.policies import require


@transaction.atomic
def plan(
    *, living_room: LivingRoom, topic: str, starts_at: datetime, ends_at: datetime, by: Person, note: str = ""
) -> PlannedSession:
    """Who plans it hosts it."""
    policies.require_hosts(by, living_room)
    planned = PlannedSession.objects.create(
        living_room=living_room, topic=topic, note=note, starts_at=starts_at, ends_at=ends_at, host=by
    )
    audit.write(who=by, did="planned session", what=f"session:{planned.ref}", service=living_room.service)
    return planned


@transaction.atomic
def end(*, session: PlannedSession, by: Person, now: datetime | None = None) -> None:
    """Called off, or closed before its time. Nobody is reminded of it any more."""
    planned = PlannedSession.objects.select_for_update(no_key=True, of=("self",)).get(pk=session.pk)
    policies.require_hosts(by, planned.living_room)
    if planned.ended_at is None:
        planned.ended_at = now or timezone.now()
        planned.save(update_fields=["ended_at"])
        audit.write(
            who=by, did="ended session", what=f"session:{planned.ref}", service=planned.living_room.service
        )


@transaction.atomic
def remind(*, session: PlannedSession, by: Person, wanted: bool) -> None:
    if not wanted:
        Reminder.objects.filter(session=session, person=by).delete()
        return
    require(
        PlannedSession.objects.visible_to(by).filter(pk=session.pk).exists(),
        "This session is not open to you.",
    )
    require(
        session.ended_at is None and session.starts_at > timezone.now(), "This session has begun or is over."
    )
    Reminder.objects.get_or_create(session=session, person=by)
