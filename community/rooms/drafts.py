"""Keeping what somebody has begun to write. Theirs alone, one a place; nothing here judges, indexes or sends it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from django.db import IntegrityError, transaction
from django.utils import timezone

from community.people.models import Person
from community.rooms.models import Draft, Post, Room, Thread, Waiting

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A draft that nobody came back to.
KEPT = timedelta(days=180)


class DraftPlace(Protocol):
    """Where words are kept: under a name, and where they are about to stand. A message has no room."""

    @property
    def name(self) -> str: ...
    @property
    def room(self) -> Room | None: ...
    @property
    def thread(self) -> Thread | None: ...
    @property
    def post(self) -> Post | None: ...


@dataclass
class NewerDraft(Exception):
    """Another page has kept other words for this place since."""

    newer: Draft


def draft_for(place: DraftPlace, person: Person) -> Draft | None:
    return Draft.objects.filter(person=person, place=place.name).first()


def save(
    *, place: DraftPlace, fields: dict[str, str], seen: int, by: Person, now: datetime | None = None
) -> Draft | None:
    """Keep these words, begun from version `seen` (0: from no draft); None when there are none to keep.

    Raises NewerDraft, and changes nothing, when the place holds words that this page has not seen."""
    try:
        with transaction.atomic():
            return _save(place, fields, seen, by, now or timezone.now())
    except IntegrityError:
        # Another page made the first draft of this place in the same moment.
        return _or_newer(Draft.objects.get(person=by, place=place.name), fields)


def _save(place: DraftPlace, fields: dict[str, str], seen: int, by: Person, now: datetime) -> Draft | None:
    kept = Draft.objects.select_for_update(no_key=True).filter(person=by, place=place.name).first()
    if kept is None:
        return _first(place, fields, by, now) if _has_words(fields) else None
    if kept.version != seen or kept.fields == fields:
        return _or_newer(kept, fields)
    if not _has_words(fields):
        kept.delete()
        return None
    kept.fields, kept.saved_at, kept.version = fields, now, max(_version(now), kept.version + 1)
    kept.save(update_fields=["fields", "saved_at", "version"])
    return kept


def _first(place: DraftPlace, fields: dict[str, str], by: Person, now: datetime) -> Draft:
    return Draft.objects.create(
        person=by, place=place.name, room=place.room, in_thread=place.thread, post=place.post,
        fields=fields, saved_at=now, version=_version(now),
    )  # fmt: skip


def _or_newer(kept: Draft, fields: dict[str, str]) -> Draft:
    if kept.fields != fields:
        raise NewerDraft(kept)
    return kept


def _has_words(fields: dict[str, str]) -> bool:
    return any(fields.get(name, "").strip() for name in ("title", "body", "picture_words"))


def _version(now: datetime) -> int:
    return (now - EPOCH) // timedelta(microseconds=1)


def was_sent(*, by: Person, send_key: str | None) -> bool:
    """A page that keeps its draft on leaving may be slower than its own Send."""
    if send_key is None:
        return False
    sent = {"author": by, "send_key": send_key}
    return Post.objects.filter(**sent).exists() or Waiting.objects.filter(**sent).exists()


def throw_away(*, place: DraftPlace, seen: int, by: Person) -> None:
    """As far as this page knows of it: newer words of another page stay."""
    if seen:
        Draft.objects.filter(person=by, place=place.name, version__lte=seen).delete()


def remove(*, place: str, by: Person) -> None:
    """From the list of one's own drafts, by the name of its place."""
    Draft.objects.filter(person=by, place=place).delete()


def forget_old(*, now: datetime | None = None) -> int:
    """Drafts that nobody came back to; returns how many."""
    old = Draft.objects.filter(saved_at__lt=(now or timezone.now()) - KEPT)
    gone, _by_model = old.delete()
    return gone
