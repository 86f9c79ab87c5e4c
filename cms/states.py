"""A table of states: each transition is a row, and `docs/states.md` is generated from the tables (`manage.py states_page`).

Such a table is a module with its `State`, its `WAYS`, and `OWNERS`: who answers for what stands in a state."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import TextChoices

S = TypeVar("S", bound=TextChoices)


@dataclass(frozen=True, slots=True)
class Way(Generic[S]):
    """One transition: by which action, and who may take it."""

    action: str
    source: S
    target: S
    who: str


def leads(ways: Iterable[Way[S]], action: str, source: str) -> S | None:
    """Where an action leads from a state, or None when there is no such way."""
    return next((way.target for way in ways if way.action == action and way.source == source), None)
