"""The states of something that was reported. `docs/states.md` is generated from this table."""

from django.db import models

from cms.states import Way


class State(models.TextChoices):
    OPEN = "open", "Waiting"
    ACTED = "acted", "Something was done"
    LEFT = "left", "Left as it is"


WAYS: tuple[Way[State], ...] = (
    Way("join", State.OPEN, State.OPEN, "anybody else who reports it: it is due sooner"),
    Way("act", State.OPEN, State.ACTED, "another moderator of the service, never whom it is about"),
    Way("leave", State.OPEN, State.LEFT, "another moderator of the service, never whom it is about"),
    Way("undo", State.ACTED, State.OPEN, "who did it, within ten seconds"),
    Way("undo", State.LEFT, State.OPEN, "who did it, within ten seconds"),
)

OWNERS: dict[State, str] = {
    State.OPEN: "the moderators of the service but whom it is about; its manager where there is no other",
    State.ACTED: "nobody: who reported it is told; whom it is about may appeal",
    State.LEFT: "nobody: who reported it is told; it can be reported again",
}
