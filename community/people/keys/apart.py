"""Rooms that one person should not hold together: who is in one is harmed by what is said in the other."""

from collections.abc import Iterable
from typing import Any

from community.people.models import Person, Service


class RoomsApart(Exception):
    """These rooms are never together, and nobody has said why this person needs both."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs
        super().__init__(f"{in_words(pairs)}: say why this person needs both.")


def pairs_apart(rooms: Iterable[Any], held: Iterable[int] = ()) -> list[tuple[str, str]]:
    """Names of the pairs kept apart among `rooms`, or between one of them and a room that is `held` already.

    `rooms` are Room rows (typed loosely: rooms stand above this app), `held` room ids.
    """
    rooms = list(rooms)
    chosen = {room.pk for room in rooms}
    within = chosen | set(held)
    found = {
        tuple(sorted((room.name, other.name)))
        for room in rooms
        for other in room.never_with.all()
        if other.pk in within
    }
    return sorted((one, other) for one, other in found)


def held_by(person: Person) -> set[int]:
    """Ids of the rooms that keys open to them now."""
    return set(person.memberships.in_force().values_list("room_id", flat=True))


def held_by_now(person: Person) -> set[int]:
    """The same, with their row held: of two keys that are opened at once the second sees what the first opened."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    return held_by(person)


def rooms_of(service: Service, ids: Iterable[int]) -> list[Any]:
    return list(service.rooms.filter(pk__in=ids).prefetch_related("never_with"))


def in_words(pairs: list[tuple[str, str]]) -> str:
    return ". ".join(f"{one} and {other} are kept apart" for one, other in pairs)


def require_reason(pairs: list[tuple[str, str]], why: str) -> None:
    if pairs and not why.strip():
        raise RoomsApart(pairs)
