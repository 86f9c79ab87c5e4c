"""The hand-over of every text to search and risk."""

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from community.people.models import Person, Service
from community.utterances.models import Kind, Utterance
from community.utterances.signals import said, withdrawn


@transaction.atomic
def record(
    *,
    kind: Kind,
    source_id: int,
    text: str,
    by: Person,
    room: models.Model | None,
    service: Service | None = None,
    now: datetime | None = None,
) -> Utterance:
    """Write down what was just said, in the caller's transaction, and hand it over.

    A text said outside any room (a handle) names its `service`, whose desk answers for it.
    Said again about the same source, it is a new revision and the earlier ones no longer stand.
    Returns the utterance after the judge has seen it (`care` says what its author should be shown).
    """
    earlier = list(Utterance.objects.filter(kind=kind, source_id=source_id).order_by("-revision")[:1])
    utterance = Utterance.objects.create(
        kind=kind,
        source_id=source_id,
        revision=earlier[0].revision + 1 if earlier else 1,
        author=by,
        room=room,
        service_id=service.pk if service else getattr(room, "service_id", None),
        text=text,
        said_at=now or timezone.now(),
    )
    if earlier:
        withdraw(kind=kind, source_id=source_id, except_for=utterance)
    said.send(sender=Utterance, utterance=utterance)
    return utterance


@transaction.atomic
def withdraw(*, kind: Kind, source_id: int, except_for: Utterance | None = None) -> None:
    """The text was edited away or removed: keep it for the record, take it out of what members can find."""
    standing = Utterance.objects.standing().filter(kind=kind, source_id=source_id)
    if except_for is not None:
        standing = standing.exclude(pk=except_for.pk)
    taken = list(standing.select_for_update())
    Utterance.objects.filter(pk__in=[utterance.pk for utterance in taken]).update(stands=False, indexed_at=None)
    if taken:
        withdrawn.send(sender=Utterance, utterances=taken)
