"""The states of one version of a rule, and every way from one to another; `docs/states.md` shows the table."""

from django.db import models

from cms.states import Way


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    SHADOW = "shadow", "Shadow"
    LIVE = "live", "Live"
    RETIRED = "retired", "Retired"


WAYS: tuple[Way[State], ...] = (
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
