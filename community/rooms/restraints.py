"""What moderators have put on a place and on a person, as it stands in the way of who writes there.

Moderators of the place write as ever. Whoever says that they are in danger is not made to wait by slow mode, and what
is held is judged at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString, TypeVar

from django.db.models import BooleanField, Q, Value
from django.utils import timezone

from community.people.models import Person
from community.people.policies import may
from community.people.roles import Permission
from community.rooms.models import Measure, Post, Room, Thread, Waiting
from community.rooms.models.in_sql import in_sql
from community.rooms.models.rooms import RoomQuerySet
from community.rooms.models.threads import ThreadQuerySet

Kind = Measure.Kind


@dataclass
class TooSoon(Exception):
    """Slow mode: this person may post here again at `until`."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Restraints:
    """`found` is what is on the place and the person; `free` are those whom it does not bind."""

    found: tuple[Measure, ...] = ()
    free: bool = False

    def of(self, *kinds: Kind) -> Measure | None:
        return next((one for one in self.found if one.kind in kinds), None)

    @property
    def told(self) -> list[Measure]:
        """What stands above the thread: said to everybody there, or to the person alone."""
        return list(self.found)

    @property
    def stops(self) -> Measure | None:
        """Why nothing can be written."""
        return None if self.free else self.of(Kind.SILENCE, Kind.PAUSE)

    @property
    def holds(self) -> Measure | None:
        """Why a moderator reads it first."""
        return None if self.free else self.of(Kind.HOLD)

    @property
    def slows(self) -> Measure | None:
        """The slowest that is on the place."""
        slow = [one for one in self.found if one.kind == Kind.SLOW]
        return None if self.free or not slow else max(slow, key=lambda one: one.minutes or 0)


# Measures in force on the place or the person. It may find too many, never too few: `_found` asks again.
_ON_THREAD = """EXISTS (SELECT 1 FROM rooms_measure WHERE lifted_at IS NULL AND (ends_at IS NULL OR ends_at > %s)
    AND (thread_id = rooms_thread.id OR room_id = rooms_thread.room_id OR person_id = %s))"""
_ON_ROOM = """EXISTS (SELECT 1 FROM rooms_measure WHERE lifted_at IS NULL AND (ends_at IS NULL OR ends_at > %s)
    AND (room_id = rooms_room.id OR person_id = %s))"""
Places = TypeVar("Places", ThreadQuerySet, RoomQuerySet)


def with_restraints_on(places: Places, person: Person) -> Places:
    """Threads, or rooms, that know whether anything is in force there for this person: the usual answer, no, then
    costs no statement of its own."""
    asked: LiteralString = _ON_THREAD if places.model is Thread else _ON_ROOM
    restrained = in_sql(asked, timezone.now(), person.pk, field=BooleanField())
    return places.annotate(restrained=restrained, restrained_for=Value(person.pk))


def restraints_on(person: Person, room: Room, thread: Thread | None = None) -> Restraints:
    """At most one statement; kept on the person object, which a request loads anew."""
    kept: dict[tuple[int, int | None], Restraints] = person.__dict__.setdefault("_restraints", {})
    key = (room.pk, thread.pk if thread else None)
    if key not in kept:
        free = may(person, Permission.MODERATE, room.service_id)
        known = _known_free(thread or room, person)
        kept[key] = Restraints(() if known else _found(person, room, thread), free)
    return kept[key]


def _known_free(place: Thread | Room, person: Person) -> bool:
    """Fetched `with_restraints_on` this person, and nothing was."""
    known = place.__dict__
    return known.get("restrained_for") == person.pk and not known["restrained"]


def _found(person: Person, room: Room, thread: Thread | None) -> tuple[Measure, ...]:
    on = Q(room=room.pk) | Q(person=person.pk, service=room.service_id)
    if thread is not None:
        on |= Q(thread=thread.pk)
    return tuple(Measure.objects.in_force().filter(on).exclude(kind=Kind.SUSPEND))


def forget(person: Person) -> None:
    """After something was put on them, where the same object goes on."""
    person.__dict__.pop("_restraints", None)


def on_what_they_say_of_themselves(person: Person) -> Measure | None:
    """A silence or a hold, in whatever service: a profile is read in all of them."""
    return Measure.objects.in_force().filter(person=person, kind__in=[Kind.SILENCE, Kind.HOLD]).first()


def require_not_too_soon(
    person: Person, room: Room, thread: Thread | None, *, now: datetime | None = None
) -> None:
    """Raises TooSoon. Counts what one has said there, also what still waits for a moderator."""
    slow = restraints_on(person, room, thread).slows
    if slow is None:
        return
    now = now or timezone.now()
    since = now - timedelta(minutes=slow.minutes or 0)
    last = max(_said_since(person, room, slow, since), default=None)
    if last is not None:
        raise TooSoon(last + (now - since))


def _said_since(person: Person, room: Room, slow: Measure, since: datetime) -> Iterator[datetime]:
    where = {"in_thread": slow.thread_id} if slow.thread_id else {"room": room.pk}
    yield from Post.objects.filter(author=person, said_at__gt=since, **where).values_list(
        "said_at", flat=True
    )
    held = Waiting.objects.undecided().filter(author=person, sent_at__gt=since, **where)
    yield from held.values_list("sent_at", flat=True)
