"""Reminders of sessions: told half an hour before, to who asked for it and may still enter."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from community.living_room.models import PlannedSession, Reminder
from community.notices import kinds
from community.notices.actions import tell
from community.notices.kinds import NoticeKind, Words
from community.notices.models import Notice
from community.people.models import Person

BEFORE = timedelta(minutes=30)


@transaction.atomic
def remind_due(now: datetime | None = None) -> None:
    """The timer's entry. Told once, whoever else looks at the same moment."""
    now = now or timezone.now()
    soon = PlannedSession.objects.not_over(now).filter(starts_at__lte=now + BEFORE)
    owed = Reminder.objects.select_for_update(no_key=True, of=("self",)).filter(
        session__in=soon, told_at=None
    )
    for reminder in owed.select_related("session", "person").order_by("pk")[:500]:
        tell(person=reminder.person, what=NoticeKind.SESSION, about=reminder.session, now=now)
        reminder.told_at = now
        reminder.save(update_fields=["told_at"])


def standing(person: Person) -> QuerySet[PlannedSession]:
    """Of living rooms that they may enter now, and not called off."""
    return PlannedSession.objects.visible_to(person).filter(ended_at=None)


def say(person: Person, notices: Collection[Notice]) -> dict[int, Words]:
    rows = standing(person).filter(pk__in=[notice.about_id for notice in notices])
    found = {one.pk: one for one in rows.select_related("living_room__room", "living_room__service")}
    return {
        notice.pk: Words(
            one.living_room.name,
            f"A session begins at {timezone.localtime(one.starts_at):%H:%M}: {one.topic}",
            one.living_room.get_absolute_url(),
        )
        for notice in notices
        if (one := found.get(notice.about_id))
    }


def register() -> None:
    kinds.register(NoticeKind.SESSION, stands=standing, say=say)
