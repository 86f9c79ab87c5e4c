"""The states of an appeal. `docs/states.md` is generated from this table."""

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    OPEN = "open", "Waiting"
    UPHELD = "upheld", "The decision stands"
    OVERTURNED = "overturned", "The decision was taken back"
    WITHDRAWN = "withdrawn", "Taken back"


@dataclass(frozen=True, slots=True)
class Way:
    """One transition: by which action, and who may take it."""

    action: str
    source: State
    target: State
    who: str


OTHER = "another moderator of the service, never who decided before; its manager where there is no other"
WAYS: tuple[Way, ...] = (
    Way("uphold", State.OPEN, State.UPHELD, OTHER),
    Way("overturn", State.OPEN, State.OVERTURNED, OTHER),
    Way("withdraw", State.OPEN, State.WITHDRAWN, "who made it"),
)

OWNERS: dict[State, str] = {
    State.OPEN: "the moderators of the service but who decided; its manager where there is no other",
    State.UPHELD: "nobody: its author is told why",
    State.OVERTURNED: "nobody: its author is told, and what was done is undone",
    State.WITHDRAWN: "nobody: the record keeps it",
}


def leads(action: str, source: str) -> State | None:
    """Where an action leads from a state, or None when there is no such way."""
    return next((way.target for way in WAYS if way.action == action and way.source == source), None)
