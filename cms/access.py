"""The port that every page and file asks before it opens. `cms` knows nothing of people and keys:
`community` registers the one answer at start, and until it has, nothing opens."""

from collections.abc import Callable
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


# Room ids, as a set or a query of them: where a page past its review stays, and says that it is being checked.
_rooms_that_keep_expired: Callable[[], Any] = tuple


def register_rooms_that_keep_expired(answer: Callable[[], Any]) -> None:
    global _rooms_that_keep_expired
    _rooms_that_keep_expired = answer


def rooms_that_keep_expired() -> Any:
    return _rooms_that_keep_expired()


# Names of the Wagtail groups. Who belongs to them follows from appointments, which `community` keeps.
EDITORS = "Editors"
ACCREDITORS = "Accreditors"
MANAGERS = "Service managers"
