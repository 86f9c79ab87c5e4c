"""What the judge would say of a text that has not been said yet, asked of whoever registers here.

A form may ask its author to think again about a number or a note. It must never do that to somebody whose text
says that they are in danger: then it is posted, or sent to a moderator, and judged at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Foresight:
    urgent: bool = False
    topics: frozenset[str] = frozenset()


Look = Callable[[str, Any], Foresight]


def _nobody_looks(text: str, room: Any) -> Foresight:
    return Foresight()


_look: Look = _nobody_looks


def register(look: Look) -> None:
    """`look(text, room)` never raises: who cannot tell says that it is urgent, so that nothing is held up."""
    global _look
    _look = look


def look_ahead(texts: list[str], room: Any) -> Foresight:
    seen = [_look(text, room) for text in texts if text]
    return Foresight(any(one.urgent for one in seen), frozenset().union(*(one.topics for one in seen)))
