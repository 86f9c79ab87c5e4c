"""The index made anew while people go on searching the old one: filled out of sight, brought up to date, compared with
the database, and swapped in by one request. A row says how far it is, so that whoever is killed is gone on from."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from community.utterances.models import Utterance, UtteranceQuerySet
from search.analysis import views_version
from search.backends import backend
from search.backends.base import SearchIsDown
from search.backends.elastic import ElasticBackend
from search.backends.indices import Indices
from search.backends.mapping import MAPPING_VERSION
from search.documents import document_of
from search.models import Rebuild

BATCH = 500
# Called with how many texts are in the new index so far, and how many there were when it began.
Progress = Callable[[int, int], None]
# One that has shown no sign of life for so long is taken over.
DEAD_AFTER = timedelta(seconds=20)
MOST_ROUNDS = 10
COMPARED = 200
BUSY = "Another process is making the index anew. Wait for it, or half a minute after it was killed."


class Busy(Exception):
    """Another process is making the index anew at this moment."""


class Differs(Exception):
    """The new index does not hold what the database holds. It was not swapped in."""


def rebuild(progress: Progress) -> int:
    """Returns how many texts the new index was filled with; the database backend needs no index: 0. Raises Busy,
    Differs, or SearchIsDown, after which the next call goes on from where this one was."""
    engine = backend()
    if not isinstance(engine, ElasticBackend):
        return 0
    indices = Indices(engine)
    run = _unfinished(indices) or _begin(indices)
    _fill(run, engine, progress)
    _catch_up(run, engine, into=run.index)
    _compare(run, indices)
    indices.swap_to(run.index)
    # What a job wrote to the old index while it was swapped out.
    _catch_up(run, engine, into="")
    indices.sweep()
    Rebuild.objects.filter(pk=run.pk).update(finished_at=timezone.now(), underway=None)
    return run.texts


def _unfinished(indices: Indices) -> Rebuild | None:
    """What a killed run left, where it is still worth going on; otherwise it is cleared away. Of several who find it one
    takes it over."""
    run = Rebuild.objects.filter(underway=True).first()
    if run is None:
        return None
    now = timezone.now()
    taken = Rebuild.objects.filter(pk=run.pk, beat_at=run.beat_at, beat_at__lte=now - DEAD_AFTER)
    if not taken.update(beat_at=now):
        raise Busy(BUSY)
    same = (run.mapping, run.views) == (MAPPING_VERSION, views_version())
    if same and indices.exists(run.index):
        return run
    indices.drop(run.index)
    run.delete()
    return None


def _begin(indices: Indices) -> Rebuild:
    """Up to the newest text of now: a building in which people go on talking would never be finished. The row is first: of
    two who begin at the same moment one makes an index."""
    now = timezone.now()
    name = f"rebuilt-{now:%Y%m%d%H%M%S}-{uuid.uuid4().hex[:6]}"
    newest = Utterance.objects.aggregate(newest=Max("pk"))["newest"] or 0
    try:
        with transaction.atomic():
            run = Rebuild.objects.create(
                index=indices.full(name), mapping=MAPPING_VERSION, views=views_version(), started_at=now, beat_at=now,
                up_to=newest, of=Utterance.objects.count(),
            )  # fmt: skip
    except IntegrityError:
        raise Busy(BUSY) from None
    try:
        indices.make(name)
    except SearchIsDown:
        run.delete()  # there is nothing to go on from
        raise
    return run


def _fill(run: Rebuild, engine: ElasticBackend, progress: Progress) -> None:
    progress(run.texts, run.of)
    for batch in _batches(Utterance.objects.filter(pk__lte=run.up_to), after=run.reached):
        run.refused += len(engine.index(map(document_of, batch), into=run.index))
        run.reached, run.texts, run.beat_at = batch[-1].pk, run.texts + len(batch), timezone.now()
        run.save(update_fields=["reached", "texts", "refused", "beat_at"])
        progress(run.texts, run.of)


def _catch_up(run: Rebuild, engine: ElasticBackend, *, into: str) -> None:
    """What was said, moved or taken away meanwhile went to the old index: round after round it is less."""
    since = run.started_at
    for _round in range(MOST_ROUNDS):
        began, brought = timezone.now(), 0
        for batch in _batches(_said_meanwhile(since)):
            engine.index(map(document_of, batch), into=into)
            brought += len(batch)
            Rebuild.objects.filter(pk=run.pk).update(beat_at=timezone.now())
        since = began
        if brought < BATCH:
            return


def _said_meanwhile(since: datetime) -> UtteranceQuerySet:
    """Written to the old index since, or about to be: a job marks its rows after it has written them."""
    return Utterance.objects.filter(Q(indexed_at__gte=since) | Q(indexed_at=None))


def _compare(run: Rebuild, indices: Indices) -> None:
    """As many texts as there are, and some of them looked at one by one."""
    held, wanted = indices.count(run.index), Utterance.objects.filter(pk__lte=run.up_to).count()
    if held < wanted - run.refused:
        raise Differs(
            f"The new index holds {held} of {wanted} texts. The old one stays; run rebuild_search again."
        )
    some = Utterance.objects.filter(pk__lte=run.up_to).exclude(indexed_at=None).order_by("?")[:COMPARED]
    rows = {row.ref: (row.room_id, row.stands) for row in some}
    found = indices.told_of(run.index, rows)
    again = dict(Utterance.objects.filter(ref__in=rows).values_list("ref", "indexed_at"))
    quiet = {ref for ref, at in again.items() if at is not None and at < run.started_at}
    wrong = [ref for ref, told in found.items() if told != rows[ref] and ref in quiet]
    if wrong:
        raise Differs(
            f"The new index holds {len(wrong)} of {len(rows)} texts otherwise than the database does."
        )


def _batches(rows: UtteranceQuerySet, *, after: int = 0) -> Iterator[list[Utterance]]:
    """By primary key, in constant memory."""
    while batch := list(rows.filter(pk__gt=after).select_related("author").order_by("pk")[:BATCH]):
        yield batch
        after = batch[-1].pk
