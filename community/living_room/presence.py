"""Who is there now. What is written down expires by itself; a page that is open is written down again and again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from community.living_room import policies
from community.living_room.models import LivingRoom, Presence
from community.people.models import Person
from community.people.policies import doors_of, is_welcome
from community.people.roles import Role

EXPIRES = timedelta(seconds=60)
AGAIN_S = 20.0  # how often an open page is written down
FORGOTTEN = timedelta(hours=1)
MOST_NAMED = 40


@dataclass(frozen=True, slots=True)
class There:
    handle: str
    ref: str
    role: str  # as it stands beside the name
    is_staff: bool = False


Seen = tuple[int, int, str]  # living room id, person id, role


def touch(seen: Collection[Seen], *, now: datetime | None = None) -> None:
    """In one order, so that two who write do not wait for one another."""
    now = now or timezone.now()
    rows = {(room, person): role for room, person, role in seen}
    Presence.objects.bulk_create(
        [
            Presence(living_room_id=room, person_id=person, role=role, seen_at=now)
            for (room, person), role in sorted(rows.items())
        ],
        update_conflicts=True, unique_fields=["living_room", "person"], update_fields=["role", "seen_at"],
    )  # fmt: skip


def leave(*, living_room: LivingRoom, by: Person) -> None:
    Presence.objects.filter(living_room=living_room, person=by).delete()


def who_is_there(living_room: LivingRoom, now: datetime | None = None) -> list[There]:
    """By handle; only who may still enter."""
    since = (now or timezone.now()) - EXPIRES
    seen = Presence.objects.filter(living_room=living_room, seen_at__gt=since).select_related("person")
    rows = list(seen.order_by("person__handle")[:MOST_NAMED])
    doors, behind = doors_of([row.person_id for row in rows]), policies.rooms_behind(living_room)
    return [
        There(row.person.handle, row.person.ref, _beside_the_name(row.role), row.person.works_here)
        for row in rows
        if is_welcome(row.person) and any((row.person_id, room) in doors for room in behind)
    ]


def _beside_the_name(role: str) -> str:
    return "" if role == Role.PATIENT else Role(role).label


def forget_old() -> None:
    """The timer's entry."""
    Presence.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN).delete()
