"""The states of a conversation. `docs/states.md` is generated from this table."""

from cms.states import Way
from community.messages.models import Conversation

State = Conversation.State

WAYS: tuple[Way[Conversation.State], ...] = (
    Way("write", State.OPEN, State.OPEN, "both sides; the member's message starts the clock, the team's stops it"),
    Way("close", State.OPEN, State.CLOSED, "the team of the service"),
    Way("write", State.CLOSED, State.OPEN, "both sides: a new message opens it again"),
    Way("open again", State.CLOSED, State.OPEN, "the team of the service"),
)  # fmt: skip

OWNERS: dict[Conversation.State, str] = {
    State.OPEN: "the team of the service while the member waits, else nobody; between two members nobody",
    State.CLOSED: "nobody: the record keeps it",
}
