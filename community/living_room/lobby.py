"""What goes on in one's living rooms at this moment, for the lobby."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from community.living_room.models import LivingRoom, PlannedSession, Presence
from community.living_room.presence import EXPIRES
from community.people.models import Person


@dataclass(frozen=True, slots=True)
class GoesOn:
    """A living room with a session, or with somebody in it. Who that is, its own page says."""

    place: LivingRoom
    session: PlannedSession | None


def what_goes_on(person: Person, now: datetime | None = None) -> list[GoesOn]:
    """Those that are not closed, in the order of their names; two statements, however many there are."""
    now = now or timezone.now()
    there = Presence.objects.filter(living_room=OuterRef("pk"), seen_at__gt=now - EXPIRES).exclude(
        person=person
    )
    running = PlannedSession.objects.running(now).select_related("host")
    places = (
        LivingRoom.objects.visible_to(person)
        .filter(closed_at=None)
        .select_related("room", "service")
        .annotate(somebody=Exists(there))
        .prefetch_related(Prefetch("sessions", running, to_attr="running"))
    )
    found = [
        GoesOn(place, next(iter(place.running), None)) for place in places if place.running or place.somebody
    ]
    return sorted(found, key=lambda one: one.place.name)
