"""Looking: every running watch, as one question, over each batch of texts that came into the index."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from community.utterances.models import Utterance
from risk_jobs.debts import HandedToTheWorker
from risk_jobs.watches import actions
from risk_jobs.watches.models import ToLookAt, Watch
from search.backends import backend
from search.backends.base import Query, SearchIsDown
from search.saving import query_of

log = logging.getLogger(__name__)

LOOK = "risk_jobs.watches.tasks.look"
BATCH, MOST_BATCHES = 200, 50


def look() -> int:
    """All that is owed, the oldest first. With search down it stays owed. Returns how many texts were looked at."""
    seen = 0
    for _round in range(MOST_BATCHES):
        owed = list(
            ToLookAt.objects.order_by("pk").values_list("utterance", "owed_at", "utterance__ref")[:BATCH]
        )
        if not owed:
            break
        try:
            hits = _ask([ref for _text, _owed_at, ref in owed])
        except SearchIsDown as trouble:
            log.warning("watches: %s text(s) stay owed. %s", len(owed), trouble)
            break
        _settle(hits, sorted((text, owed_at) for text, owed_at, _ref in owed))
        seen += len(owed)
    return seen


def _ask(refs: list[UUID]) -> list[tuple[Watch, Utterance]]:
    running = Watch.objects.running().select_related("saved__service", "started_by")
    watches = {watch.ref: watch for watch in running}
    asked = {ref: query_of(watch.saved) for ref, watch in watches.items()}
    for ref in (ref for ref, query in asked.items() if query is None):
        actions.stand_still(watch=watches[ref], why=actions.CANNOT_BE_ASKED)
    queries: dict[str, Query] = {ref: query for ref, query in asked.items() if query is not None}
    engine = backend()
    engine.settle()
    found = engine.named(queries, refs)
    texts = {row.ref: row for row in Utterance.objects.filter(ref__in=refs).select_related("author", "room")}
    return [
        (watches[name], texts[ref])
        for name, those in sorted(found.items())
        for ref in sorted(those)
        if ref in texts and texts[ref].service_id == watches[name].saved.service_id
    ]


def _settle(hits: list[tuple[Watch, Utterance]], owed: list[tuple[int, datetime]]) -> None:
    """Each hit in a transaction of its own, the debts last: whoever is killed here does it again, and a text that was
    found is not found twice. `owed` goes by text, as `actions.owe` writes them: two orders would wait for one another."""
    for watch, utterance in hits:
        actions.found(watch=watch, utterance=utterance)
    with transaction.atomic():
        for text, owed_at in owed:
            ToLookAt.objects.filter(utterance=text, owed_at=owed_at).delete()


_hand_over = HandedToTheWorker(LOOK, "watches", lambda: ToLookAt.objects.exists())


def hurry() -> None:
    """The timer's entry."""
    _hand_over.pay()
