"""The states of a hand-over. `docs/states.md` is generated from this table."""

from django.db import models

from cms.states import Way


class State(models.TextChoices):
    WRITTEN = "written", "Signed by who goes"
    SIGNED = "signed", "Signed by both"


WAYS: tuple[Way[State], ...] = (
    Way(
        "sign", State.WRITTEN, State.SIGNED, "anyone who works the desk of the service, and did not write it"
    ),
)

OWNERS: dict[State, str] = {
    State.WRITTEN: "whoever comes; the desk says so until somebody has signed",
    State.SIGNED: "who signed it",
}
