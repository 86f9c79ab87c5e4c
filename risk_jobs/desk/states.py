"""The states of a case, and every way from one to another. `docs/states.md` is generated from this table."""

from django.db import models

from cms.states import Way, leads


class State(models.TextChoices):
    NEW = "new", "New"
    CLAIMED = "claimed", "Claimed"
    WAITING = "waiting", "Waiting"
    HANDED = "handed", "Handed over"
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


ANYONE, HOLDER = "anyone who works the desk of the service", "who holds it"
UNDOES = "who did it, for ten seconds, while nothing else has happened"

WAYS: tuple[Way[State], ...] = (
    Way("claim", State.NEW, State.CLAIMED, ANYONE),
    Way("claim", State.CLAIMED, State.CLAIMED, "anyone, once the claim has run out"),
    Way("claim", State.WAITING, State.CLAIMED, ANYONE),
    Way("claim", State.HANDED, State.CLAIMED, "whom it was handed to, or anyone who is there first"),
    Way("release", State.CLAIMED, State.NEW, HOLDER),
    Way("wait", State.CLAIMED, State.WAITING, "who holds it, until a time and for a reason"),
    Way("hand_over", State.CLAIMED, State.HANDED, "who holds it, to a colleague and with a note"),
    Way("close", State.CLAIMED, State.CLOSED, "who holds it, with an outcome"),
    Way("run_out", State.CLAIMED, State.NEW, "nobody: the clock, when the claim has run out"),
    Way(
        "wake",
        State.WAITING,
        State.NEW,
        "nobody: the clock, when the time has come, or a new text of today or now",
    ),
    *(
        Way("undo", after, before, UNDOES)
        for after, before in (
            (State.CLAIMED, State.NEW),
            (State.CLAIMED, State.CLAIMED),
            (State.CLAIMED, State.WAITING),
            (State.CLAIMED, State.HANDED),
            (State.NEW, State.CLAIMED),
            (State.WAITING, State.CLAIMED),
            (State.HANDED, State.CLAIMED),
            (State.CLOSED, State.CLAIMED),
        )
    ),
)


def leads_from(action: str, state: str) -> bool:
    return leads(WAYS, action, state) is not None


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
    State.WAITING: "who set it waiting; then, when the time has come, everyone",
    State.HANDED: "whom it was handed to; the clock calls for everyone until somebody has claimed it",
    State.CLOSED: "nobody: the record keeps it",
}
