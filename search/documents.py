"""What the index holds of a text. No name: an author is their random ref. All of it can be made anew."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from community.utterances.models import Utterance
from search.analysis import Analysed, views_version

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Document:
    """One text as it was said. `version` only grows with what happens to its row, so that a late writer with
    an old picture of it cannot overwrite a newer one."""

    ref: UUID
    version: int
    kind: str
    room_id: int | None
    service_id: int | None
    author_ref: str
    said_at: datetime
    stands: bool
    priority: int | None
    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    also: tuple[str, ...]
    also_stems: tuple[str, ...]
    views_version: str


def document_of(utterance: Utterance) -> Document:
    """`utterance.author` is read: fetch it with the row."""
    views = Analysed(utterance.text)
    return Document(
        ref=utterance.ref,
        version=version_of(utterance),
        kind=utterance.kind,
        room_id=utterance.room_id,
        service_id=utterance.service_id,
        author_ref=utterance.author.ref,
        said_at=utterance.said_at,
        stands=utterance.stands,
        priority=utterance.priority,
        text=utterance.text,
        words=tuple(views.words),
        stems=tuple(views.stems),
        also=tuple(views.also),
        also_stems=tuple(views.also_stems),
        views_version=views_version(),
    )


def version_of(utterance: Utterance) -> int:
    """A text is judged, perhaps again later, and at some moment stops standing; where it stands again, or moves to
    another room, the time of its judgement moves too. Each makes this number larger."""
    judged = microseconds(utterance.screened_at) if utterance.screened_at else 0
    return 2 * judged + (1 if utterance.stands else 2)


def microseconds(moment: datetime) -> int:
    """Since 1970, exactly."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment_of(microseconds_since_1970: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds_since_1970)
