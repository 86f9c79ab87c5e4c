"""The states of what the team was told about a death. `docs/states.md` is generated from this table."""

from django.db import models

from cms.states import Way


class State(models.TextChoices):
    TOLD = "told", "Waits for a second colleague"
    CONFIRMED = "confirmed", "Confirmed"
    MISTAKEN = "mistaken", "It was a mistake"


WAYS: tuple[Way[State], ...] = (
    Way("confirm", State.TOLD, State.CONFIRMED, "another colleague who keeps care teams or runs the service"),
    Way("undo", State.TOLD, State.MISTAKEN, "anyone who keeps care teams or runs the service"),
    Way("undo", State.CONFIRMED, State.MISTAKEN, "anyone who keeps care teams or runs the service"),
)

OWNERS: dict[State, str] = {
    State.TOLD: "the care team of the service: the account is closed already, a second colleague confirms",
    State.CONFIRMED: "the care team of the service, until everybody on the list has been told",
    State.MISTAKEN: "nobody: the account is open again, the record keeps it",
}
