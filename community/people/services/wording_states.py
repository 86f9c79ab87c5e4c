"""The states of a wording for the help message. `docs/states.md` is generated from this table."""

from cms.states import Way
from community.people.models import HelpWording

State = HelpWording.State
ANYBODY = "who runs the service, and its clinicians"

WAYS: tuple[Way[HelpWording.State], ...] = (
    Way("approve", State.WAITING, State.APPROVED, f"{ANYBODY}: never who wrote it"),
    Way("drop", State.WAITING, State.DROPPED, f"{ANYBODY}, who wrote it included; a newer wording drops it too"),
)  # fmt: skip

OWNERS: dict[HelpWording.State, str] = {
    State.WAITING: f"{ANYBODY}; the words approved last stay in use",
    State.APPROVED: "nobody: its words are in use until others are approved",
    State.DROPPED: "nobody: the record keeps it",
}
