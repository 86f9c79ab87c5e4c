"""How somebody wants to read."""

from community.people.models import Person


def open_notes(*, by: Person, opened: bool) -> None:
    """Whether posts with a content note stand open for this reader."""
    by.opens_notes = opened
    by.save(update_fields=["opens_notes"])
