"""The states of a line. `docs/states.md` is generated from this table."""

from cms.states import Way
from community.living_room.models import LineState

State = LineState

WAYS: tuple[Way[LineState], ...] = (
    Way("take back", State.STANDS, State.TAKEN_BACK, "its author"),
    Way("hide", State.STANDS, State.HIDDEN, "moderators and clinicians of the service"),
    Way("return", State.HIDDEN, State.STANDS, "who undoes or overturns the decision"),
)

OWNERS: dict[LineState, str] = {
    State.STANDS: "its author",
    State.TAKEN_BACK: "nobody: the record keeps what it said",
    State.HIDDEN: "nobody, until its author asks somebody else to look at it",
}
