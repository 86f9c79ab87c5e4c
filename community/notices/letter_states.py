"""The states of a letter: a mail that is owed to somebody. `docs/states.md` is generated from this table."""

from cms.states import Way
from community.notices.models import LetterState as State

# Where nobody can know whether the mail went, or nobody has it in hand, there is no way back: a letter goes to the
# server once at most.

WAYS: tuple[Way[State], ...] = (
    Way("claim", State.OWED, State.SENDING, "one worker, once it is due"),
    Way("wait", State.SENDING, State.OWED, "the same worker: it is a quiet hour by now"),
    Way("drop", State.SENDING, State.NOT_NEEDED, "the same worker: nothing is new any more, or no mail is wanted"),
    Way("hand over", State.SENDING, State.SENT, "the same worker: the server took it"),
    Way("try again", State.SENDING, State.OWED, "the same worker: the server refused it, or was not there"),
    Way("make room", State.SENDING, State.NOT_NEEDED, "the same worker: another letter is owed by now and does for both"),
    Way("put off", State.OWED, State.OWED, "the worker that could not write it"),
    Way("lose", State.SENDING, State.UNSURE, "the line broke, or its worker died, while it was handed over"),
    Way("give up", State.SENDING, State.GIVEN_UP, "the twelfth try failed"),
    Way("give up", State.OWED, State.GIVEN_UP, "the twelfth try to write it failed"),
)  # fmt: skip

OWNERS: dict[State, str] = {
    State.OWED: "the clock, which starts the job",
    State.SENDING: "the worker that claimed it; after five minutes the next round of the job",
    State.SENT: "the mail server",
    State.NOT_NEEDED: "nobody",
    State.UNSURE: "nobody: it is never sent again; what is still unread owes another letter",
    State.GIVEN_UP: "whoever works at the desk, where it shows for a day",
}
