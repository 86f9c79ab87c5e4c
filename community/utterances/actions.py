"""The hand-over of every text to search and risk."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from community.people.models import Person, Service
from community.utterances.models import Kind, Utterance
from community.utterances.signals import said, withdrawn


# No savepoint of its own: whoever says something does so in a transaction, and a failure here is a failure there.
@transaction.atomic(savepoint=False)
def record(
    *,
    kind: Kind,
    source_id: int,
    text: str,
    by: Person,
    room: Any,
    service: Service | None = None,
    revision: int = 1,
    stands: bool = True,
    not_for: Person | None = None,
    now: datetime | None = None,
) -> Utterance:
    """Write down what was just said, in the caller's transaction, and hand it over.

    `room` is a Room or None (typed loosely: rooms stand above this app). A text said outside any room,
    a handle, names its `service`, whose desk answers for it.
    `stands` is False for what members cannot read yet, or ever. `not_for`: whom it is about, who must not read it.
    Returns the utterance after the judge has seen it (`care` says what its author should be shown).
    """
    utterance = Utterance.objects.create(
        kind=kind,
        source_id=source_id,
        revision=revision,
        author=by,
        room=room,
        service_id=service.pk if service else getattr(room, "service_id", None),
        text=text,
        stands=stands,
        not_for=not_for,
        said_at=now or timezone.now(),
    )
    said.send(sender=Utterance, utterance=utterance)
    return utterance


@transaction.atomic(savepoint=False)
def record_again(
    *,
    kind: Kind,
    source_id: int,
    text: str,
    by: Person,
    room: Any,
    service: Service | None = None,
    now: datetime | None = None,
) -> Utterance:
    """An edit: a new revision of what was said. The earlier ones stay, and no longer stand."""
    withdraw(kind=kind, source_id=source_id)
    revisions = Utterance.objects.filter(kind=kind, source_id=source_id)
    newest = revisions.aggregate(newest=models.Max("revision"))["newest"] or 0
    return record(
        kind=kind, source_id=source_id, text=text, by=by, room=room, service=service, revision=newest + 1, now=now
    )  # fmt: skip


@transaction.atomic(savepoint=False)
def withdraw(*, kind: Kind, source_id: int) -> None:
    """The text was edited away or removed: keep it for the record, take it out of what members can find."""
    standing = Utterance.objects.standing().filter(kind=kind, source_id=source_id)
    taken = list(standing.select_for_update(no_key=True).order_by("pk"))
    if taken:
        Utterance.objects.filter(pk__in=[utterance.pk for utterance in taken]).update(
            stands=False, indexed_at=None
        )
        withdrawn.send(sender=Utterance, utterances=taken)


@transaction.atomic(savepoint=False)
def publish_held(
    *, kind: Kind, held_id: int, as_kind: Kind, source_id: int, now: datetime | None = None
) -> None:
    """What waited for a moderator now stands, as `as_kind` of `source_id`; what stood there before does not.

    The words were judged when they were sent and are not judged again: the same alarm twice helps nobody. The index
    takes a later picture of a text by the time of its judgement, which is therefore that of the publication."""
    withdraw(kind=as_kind, source_id=source_id)
    revisions = Utterance.objects.filter(kind=as_kind, source_id=source_id)
    newest = revisions.aggregate(newest=models.Max("revision"))["newest"] or 0
    held = Utterance.objects.select_for_update(no_key=True, of=("self",)).get(kind=kind, source_id=held_id)
    held.kind, held.source_id, held.revision, held.stands = as_kind, source_id, newest + 1, True
    held.screened_at, held.indexed_at = held.screened_at and (now or timezone.now()), None
    held.save(update_fields=["kind", "source_id", "revision", "stands", "screened_at", "indexed_at"])
    withdrawn.send(sender=Utterance, utterances=[held])


@transaction.atomic(savepoint=False)
def restore(*, kind: Kind, source_id: int, now: datetime | None = None) -> None:
    """What was withdrawn stands again, as it last was. It was judged then and is not judged again; the index is told as
    it is in `publish_held`."""
    rows = Utterance.objects.select_for_update(no_key=True, of=("self",)).filter(
        kind=kind, source_id=source_id
    )
    last = rows.order_by("-revision").first()
    if last is not None and not last.stands:
        last.stands, last.indexed_at = True, None
        last.screened_at = last.screened_at and (now or timezone.now())
        last.save(update_fields=["stands", "screened_at", "indexed_at"])
        withdrawn.send(sender=Utterance, utterances=[last])


def carry(rows: models.QuerySet[Utterance], *, room: Any) -> None:
    """What was said stands in another room of the same service now, every version of it."""
    _in_batches(rows.values_list("pk", flat=True), room=room, screened_at=_later())


def _later() -> Any:
    """The index takes a later picture of a text by the time of its judgement; what is still owed stays owed."""
    owed = models.When(screened_at__isnull=True, then=models.Value(None))
    return models.Case(
        owed, default=models.Value(timezone.now()), output_field=models.DateTimeField(null=True)
    )


BATCH = 500


def withdraw_all(*, author: Person) -> None:
    """Everything somebody said goes from where members can find it. The record keeps it."""
    standing = Utterance.objects.standing().filter(author=author)
    _in_batches(standing.values_list("pk", flat=True), stands=False)


def erase_texts(*, author: Person, but: Collection[int] = ()) -> None:
    """The words go, from the index too, and their rows stay. `but`: ids of texts that must be kept."""
    said = Utterance.objects.filter(author=author).exclude(text="").values_list("pk", flat=True)
    _in_batches([pk for pk in said if pk not in but], stands=False, text="")


@transaction.atomic(savepoint=False)
def _in_batches(ids: Iterable[int], **values: Any) -> None:
    """The index is told of each batch: a job's arguments must not grow without bounds."""
    for some in batched(ids, BATCH):
        rows = Utterance.objects.filter(pk__in=some)
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        rows.update(indexed_at=None, **values)
        withdrawn.send(sender=Utterance, utterances=list(rows))


def batched(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    rest = iter(list(ids))
    while some := list(islice(rest, size)):
        yield some
