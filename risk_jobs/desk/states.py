"""The states of a case, and every way from one to another. `docs/states.md` is generated from this table."""

from django.db import models

from cms.states import Way, leads


class State(models.TextChoices):
    NEW = "new", "New"
    CLAIMED = "claimed", "Claimed"
    CLOSED = "closed", "Closed"


class Outcome(models.TextChoices):
    ACTED_NOW = "acted_now", "Acted now: emergency or crisis team"
    CONTACTED = "contacted", "Contacted the member"
    SAFETY_PLAN = "safety_plan", "Made or reviewed a safety plan"
    WATCH = "watch", "Watch: look again soon"
    PLANNED = "planned", "Planned: they had said so"
    NO_ACTION = "no_action", "Read, no action needed"
    FALSE_METAPHOR = "false_metaphor", "False alarm: metaphor or other meaning"
    FALSE_NEGATION = "false_negation", "False alarm: said that it is not so"
    FALSE_OTHER_PERSON = "false_other_person", "False alarm: about somebody else"
    FALSE_PAST = "false_past", "False alarm: long ago"
    FALSE_QUOTE = "false_quote", "False alarm: somebody else's words"
    FALSE_UNCLEAR = "false_unclear", "False alarm: unclear why it was raised"


WAYS: tuple[Way[State], ...] = (
    Way("claim", State.NEW, State.CLAIMED, "anyone who works the desk of the service"),
    Way("claim", State.CLAIMED, State.CLAIMED, "anyone, once the claim has run out"),
    Way("release", State.CLAIMED, State.NEW, "who holds it"),
    Way("run_out", State.CLAIMED, State.NEW, "nobody: the clock, when the claim has run out"),
    Way("close", State.CLAIMED, State.CLOSED, "who holds it, with an outcome"),
)


def after(action: str, state: str) -> State:
    """Where the action leads. Raises ValueError where it leads nowhere: whoever calls this has asked before."""
    target = leads(WAYS, action, state)
    if target is None:
        raise ValueError(f"no way: {action} from {state}")
    return target


# Who answers for a case that stands in a state. A state without an owner would be a place to be forgotten in.
OWNERS: dict[State, str] = {
    State.NEW: "everyone who works the desk of the service",
    State.CLAIMED: "who holds it, until the claim runs out",
    State.CLOSED: "nobody: the record keeps it",
}
