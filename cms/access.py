"""The port that every page and file asks before it opens. `cms` knows nothing of people and keys:
`community` registers the one answer at start, and until it has, nothing opens."""

from collections.abc import Callable, Iterable
from typing import Any

RoomIds = frozenset[int]


def _nothing_opens(person: Any) -> RoomIds:
    return frozenset()


_open_room_ids: Callable[[Any], RoomIds] = _nothing_opens


def register(answer: Callable[[Any], RoomIds]) -> None:
    """`answer(person)` returns the ids of the rooms this person may enter now."""
    global _open_room_ids
    _open_room_ids = answer


def open_room_ids(person: Any) -> RoomIds:
    return _open_room_ids(person)


def may_open(person: Any, room_ids: Iterable[int]) -> bool:
    """Whether something that belongs to these rooms opens: any one of them is enough, none opens nothing."""
    return not open_room_ids(person).isdisjoint(room_ids)


# Names of the Wagtail groups. Who belongs to them follows from appointments, which `community` keeps.
EDITORS = "Editors"
ACCREDITORS = "Accreditors"
MANAGERS = "Service managers"
