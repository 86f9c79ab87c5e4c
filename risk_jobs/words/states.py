"""The states of one version of a rule, and every way from one to another; `docs/states.md` shows the table."""

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    SHADOW = "shadow", "Shadow"
    LIVE = "live", "Live"
    RETIRED = "retired", "Retired"


@dataclass(frozen=True, slots=True)
class Way:
    """One transition: by which action, and who may take it."""

    action: str
    source: State
    target: State
    who: str


WAYS: tuple[Way, ...] = (
    Way("shadow", State.DRAFT, State.SHADOW, "whoever writes rules for its service; its examples hold"),
    Way("unshadow", State.SHADOW, State.DRAFT, "whoever writes rules for its service"),
    Way("publish", State.DRAFT, State.LIVE, "a second person: neither its author nor one who edited it"),
    Way("publish", State.SHADOW, State.LIVE, "a second person: neither its author nor one who edited it"),
    Way(
        "retire",
        State.LIVE,
        State.RETIRED,
        "a second person, once somebody else has asked for it; both with a reason",
    ),
    Way("replace", State.LIVE, State.RETIRED, "nobody: a newer version was published"),
    Way("drop", State.DRAFT, State.RETIRED, "whoever writes rules for its service, with a reason"),
    Way("drop", State.SHADOW, State.RETIRED, "whoever writes rules for its service, with a reason"),
)

# Who answers for a version that stands in a state.
OWNERS: dict[State, str] = {
    State.DRAFT: "its author, until a second person publishes it",
    State.SHADOW: "its author: it is judged and counted, and raises nothing",
    State.LIVE: "the owner that the rule names, until its review date",
    State.RETIRED: "nobody: the record keeps it",
}


def leads(action: str, source: str) -> State | None:
    """Where an action leads from a state, or None when there is no such way."""
    for way in WAYS:
        if way.action == action and way.source == source:
            return way.target
    return None
