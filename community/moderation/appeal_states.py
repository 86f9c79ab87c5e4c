"""The states of an appeal. `docs/states.md` is generated from this table."""

from django.db import models

from cms.states import Way


class State(models.TextChoices):
    OPEN = "open", "Waiting"
    UPHELD = "upheld", "The decision stands"
    OVERTURNED = "overturned", "The decision was taken back"
    WITHDRAWN = "withdrawn", "Taken back"


OTHER = "another moderator of the service, never who decided before; its manager where there is no other"
WAYS: tuple[Way[State], ...] = (
    Way("uphold", State.OPEN, State.UPHELD, OTHER),
    Way("overturn", State.OPEN, State.OVERTURNED, OTHER),
    Way("withdraw", State.OPEN, State.WITHDRAWN, "who made it"),
)

OWNERS: dict[State, str] = {
    State.OPEN: "the moderators of the service but who decided; its manager where there is no other",
    State.UPHELD: "nobody: its author is told why",
    State.OVERTURNED: "nobody: its author is told, and what was done is undone",
    State.WITHDRAWN: "nobody: the record keeps it",
}
