"""Making the index, and making it anew."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.models import Max, Q
from django.utils import timezone

from community.utterances.models import Utterance, UtteranceQuerySet
from search.backends import backend
from search.documents import document_of

BATCH = 500
# Called with how many texts are in the new index so far.
Progress = Callable[[int], None]


def ensure_index() -> bool:
    """Make the index if there is none; an empty one owes every text. Returns whether it was made."""
    from search.backends.elastic import ElasticBackend
    from search.backends.indices import Indices

    engine = backend()
    if not isinstance(engine, ElasticBackend) or not Indices(engine).make_first():
        return False
    Utterance.objects.update(indexed_at=None)
    return True


def rebuild(progress: Progress) -> int:
    """Fill a new index while the old one answers, then swap. Returns how many texts were there to fill it.

    Until the swap, texts said meanwhile are written to the old index; `_said_meanwhile` brings them over.
    The database backend needs no index: 0.
    """
    from search.backends.elastic import ElasticBackend
    from search.backends.indices import Indices

    engine = backend()
    if not isinstance(engine, ElasticBackend):
        return 0
    indices, started, taken = Indices(engine), timezone.now(), 0
    new = indices.make(f"rebuilt-{started:%Y%m%d%H%M%S}-{uuid.uuid4().hex[:6]}")
    for batch in _batches(_said_so_far()):
        engine.index(map(document_of, batch), into=new)
        progress(taken := taken + len(batch))
    indices.swap_to(new)
    for batch in _batches(_said_meanwhile(started)):
        engine.index(map(document_of, batch))
    return taken


def _said_so_far() -> UtteranceQuerySet:
    """Up to the newest of now: a building in which people go on talking would never be finished."""
    newest = Utterance.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return Utterance.objects.filter(pk__lte=newest)


def _said_meanwhile(started: datetime) -> UtteranceQuerySet:
    """Written to the old index since, or about to be: a job marks its rows after it has written them."""
    return Utterance.objects.filter(Q(indexed_at__gte=started) | Q(indexed_at=None))


def _batches(rows: UtteranceQuerySet) -> Iterator[list[Utterance]]:
    """By primary key, in constant memory."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).select_related("author").order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
