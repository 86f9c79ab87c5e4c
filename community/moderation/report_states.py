"""The states of something that was reported. `docs/states.md` is generated from this table."""

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    OPEN = "open", "Waiting"
    ACTED = "acted", "Something was done"
    LEFT = "left", "Left as it is"


@dataclass(frozen=True, slots=True)
class Way:
    """One transition: by which action, and who may take it."""

    action: str
    source: State
    target: State
    who: str


WAYS: tuple[Way, ...] = (
    Way("join", State.OPEN, State.OPEN, "anybody else who reports it: it is due sooner"),
    Way("act", State.OPEN, State.ACTED, "another moderator of the service, never whom it is about"),
    Way("leave", State.OPEN, State.LEFT, "another moderator of the service, never whom it is about"),
    Way("undo", State.ACTED, State.OPEN, "who did it, within ten seconds"),
    Way("undo", State.LEFT, State.OPEN, "who did it, within ten seconds"),
)

OWNERS: dict[State, str] = {
    State.OPEN: "the moderators of the service but whom it is about; its manager where there is no other",
    State.ACTED: "nobody: who reported it is told; whom it is about may appeal",
    State.LEFT: "nobody: who reported it is told; it can be reported again",
}


def leads(action: str, source: str) -> State | None:
    """Where an action leads from a state, or None when there is no such way."""
    return next((way.target for way in WAYS if way.action == action and way.source == source), None)
