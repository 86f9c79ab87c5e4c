"""Bringing texts into the index. A row's empty `indexed_at` is the debt; these jobs only pay it sooner."""

import logging
import time
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from community.utterances.models import Utterance
from search.backends import backend
from search.backends.base import SearchIsDown
from search.documents import document_of, version_of
from search.index import ensure_index
from search.signals import indexed

log = logging.getLogger(__name__)

BATCH = 500
# Well within a job's own timeout; what is left over is paid by the next round.
LONGEST_ROUND_S = 40.0


def index_utterances(ids: list[int]) -> int:
    """Index these texts. Again, or late, changes nothing. Returns how many are paid: with the engine down it
    is 0 and they stay owed, because 30,000 jobs that fail and come back help nobody."""
    try:
        return len(_index(Utterance.objects.filter(pk__in=ids).select_related("author")))
    except SearchIsDown as trouble:
        log.warning("index: %s text(s) stay owed. %s", len(ids), trouble)
        return 0


def pay_index_debts() -> int:
    """Index what is owed, the oldest first; what is said meanwhile has a job of its own. Stops when the engine fails.
    Returns how many texts were paid."""
    paid, tried, until = 0, set[int](), time.monotonic() + LONGEST_ROUND_S
    while time.monotonic() < until:
        batch = list(_owed(tried))
        if not batch:
            break
        try:
            done = _index(batch)
        except SearchIsDown as trouble:
            log.warning("index: debts stay owed. %s", trouble)
            break
        paid += len(done)
        tried |= {utterance.pk for utterance in batch} - done
    return paid


def _owed(tried: set[int]) -> Iterable[Utterance]:
    """Without those that were refused, or changed, in this round."""
    rows = Utterance.objects.unindexed().exclude(pk__in=tried).select_related("author")
    return rows.order_by("said_at", "pk")[:BATCH]


def _index(utterances: Iterable[Utterance]) -> set[int]:
    """Returns the ids of the rows now marked as indexed."""
    rows = list(utterances)
    ensure_index()
    refused = backend().index(map(document_of, rows))
    return _mark([row for row in rows if row.ref not in refused])


@transaction.atomic
def _mark(rows: list[Utterance]) -> set[int]:
    """Not those that changed since they were read: the index holds an old picture of them."""
    written = {row.pk: version_of(row) for row in rows}
    # What somebody is just changing is left to the next round: it would be out of date anyway.
    rows_now = Utterance.objects.filter(pk__in=written)
    now = rows_now.select_for_update(no_key=True, skip_locked=True, of=("self",))
    fields = now.only("stands", "screened_at")
    unchanged = {row.pk for row in fields if version_of(row) == written[row.pk]}
    Utterance.objects.filter(pk__in=unchanged).update(indexed_at=timezone.now())
    indexed.send(sender=Utterance, ids=sorted(unchanged))
    return unchanged
