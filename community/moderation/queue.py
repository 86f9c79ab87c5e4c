"""What waits for a moderator, and what is in force."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from community.moderation.models import Appeal, Decision, Reported
from community.people.models import Person
from community.people.policies import may_enter, services_where
from community.people.roles import Permission
from community.rooms.models import Measure, Room, Waiting

MOST_SHOWN = 100


@dataclass(frozen=True)
class Queue:
    """Each already narrowed to what this person may answer. `rooms`: those they moderate, with how many posts wait."""

    room: Room | None
    rooms: list[Any]
    reported: list[Reported]
    appeals: list[Appeal]
    measures: list[Measure]

    @property
    def waiting(self) -> int:
        return sum(room.held for room in self.rooms)


@dataclass(frozen=True, slots=True)
class Late:
    """How many nobody has answered in time, of those that this person may answer."""

    reports: int
    appeals: int

    def __bool__(self) -> bool:
        return bool(self.reports or self.appeals)


def late(person: Person, *, now: datetime | None = None) -> Late:
    """Asked by the desk too: whoever works there sees it without opening the moderators' page."""
    reports, appeals = late_ones(person, now or timezone.now())
    return Late(reports.count(), appeals.count())


def late_ones(person: Person, now: datetime) -> tuple[QuerySet[Reported], QuerySet[Appeal]]:
    reports = Reported.objects.visible_to(person).open().filter(due_at__lt=now)
    return reports, Appeal.objects.visible_to(person).open().filter(due_at__lt=now)


def read(person: Person, slug: str = "") -> Queue:
    mine = Room.objects.visible_to(person).filter(service__in=services_where(person, Permission.MODERATE))
    held = Count("waiting", filter=Q(waiting__state=Waiting.State.WAITING) & ~Q(waiting__author=person))
    rooms = list(mine.annotate(held=held).order_by("name"))
    room = next((one for one in rooms if one.slug == slug), None)
    reported = Reported.objects.visible_to(person).open().select_related("service", "room", "about")
    measures = Measure.objects.visible_to(person).in_force()
    measures = measures.select_related("room", "thread__room", "person", "service", "by")
    appeals = Appeal.objects.visible_to(person).open().select_related("decision__measure", "service", "by")
    if room is not None:
        reported = reported.filter(room=room)
        measures = measures.filter(Q(room=room) | Q(thread__room=room))
        appeals = appeals.filter(decision__room=room)
    return Queue(
        room,
        [room] if room else rooms,
        list(reported.annotate(people=Count("reports"))[:MOST_SHOWN]),
        list(appeals[:MOST_SHOWN]),
        list(measures[:MOST_SHOWN]),
    )


def back_from(decision: Decision, person: Person) -> tuple[str, str]:
    """Where to go on: words and address."""
    if decision.report_id is not None:
        return "Moderation", reverse("moderation")
    if decision.line is not None:
        return "The living room", decision.line.living_room.get_absolute_url()
    thread = decision.new_thread or decision.thread
    if thread is not None and may_enter(person, thread.room_id):
        return "The thread", thread.get_absolute_url()
    if decision.room is not None and may_enter(person, decision.room_id or 0):
        return decision.room.name, decision.room.get_absolute_url()
    return "Moderation", reverse("moderation")
