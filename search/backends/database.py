"""Search without an engine: the rows of a room, newest first, read by the same matcher that marks the words.

Enough for the demo and for the last 30 days while the engine is down. A request looks at no more than
MOST_ROWS texts; "Older results" goes on from there: a rare word costs clicks and never a long wait."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from uuid import UUID

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from community.utterances.models import Utterance, UtteranceQuerySet
from search.analysis import Analysed
from search.backends.base import NO_PRIORITY, Capability, Clause, Cursor, Health, Hit, Page, Query, Sort
from search.documents import Document
from search.matching import highlights, holds, matches

MOST_ROWS = 4000
CHUNK = 200


class DatabaseBackend:
    capabilities = frozenset(Capability)

    def index(self, documents: Iterable[Document]) -> set[UUID]:
        """The rows are the index."""
        return set()

    def delete(self, refs: Iterable[UUID]) -> None:
        """A row that is gone is not found."""

    def settle(self) -> None: ...

    def search(self, query: Query) -> Page:
        if not query.room_ids and not query.service_ids:
            return Page()
        hits: list[Hit] = []
        last = query.after
        for seen, row in enumerate(_in_order(query)):
            if seen == MOST_ROWS:
                return Page(hits, last)
            if matches(query.terms, Analysed(row.text)):
                if len(hits) == query.size:
                    return Page(hits, last)
                hits.append(Hit(row.ref, highlights(query.terms.marked, row.text)))
            if len(hits) < query.size or hits[-1].ref == row.ref:
                last = _cursor(row, query.sort)
        return Page(hits)

    def refs(self, query: Query, *, most: int) -> tuple[list[UUID], bool]:
        found: list[UUID] = []
        for seen, row in enumerate(_in_order(query)):
            if seen == MOST_ROWS or len(found) == most:
                return found, False
            if matches(query.terms, Analysed(row.text)):
                found.append(row.ref)
        return found, True

    def named(self, queries: Mapping[str, Query], among: Collection[UUID]) -> dict[str, set[UUID]]:
        read: dict[UUID, Analysed] = {}
        found: dict[str, set[UUID]] = {}
        for name, query in queries.items():
            rows = _filtered(query).filter(ref__in=among)
            texts = {row.ref: read.setdefault(row.ref, Analysed(row.text)) for row in rows}
            found[name] = {ref for ref, text in texts.items() if matches(query.terms, text)}
        return found

    def candidates(self, clause: Clause) -> Iterator[UUID]:
        if not clause.room_ids or not clause.any_of:
            return
        rows = _said_between(clause).filter(room_id__in=clause.room_ids).order_by("said_at", "ref")
        for row in rows.only("ref", "text").iterator(chunk_size=CHUNK):
            text = Analysed(row.text)
            if any(holds(term, text) for term in clause.any_of):
                yield row.ref

    def health(self) -> Health:
        return Health(ok=True, documents=Utterance.objects.count())


def _in_order(query: Query) -> Iterator[Utterance]:
    """In chunks by keyset: nothing is held open while the matcher reads, and no offset grows."""
    after, rows = query.after, _filtered(query)
    while True:
        chunk = list((rows.filter(_after(after, query.sort)) if after else rows)[:CHUNK])
        yield from chunk
        if len(chunk) < CHUNK:
            return
        after = _cursor(chunk[-1], query.sort)


def _cursor(row: Utterance, sort: Sort) -> Cursor:
    priority = row.priority if sort is Sort.URGENT else None
    return Cursor(row.said_at, row.ref, priority or NO_PRIORITY)


ORDERS = {
    Sort.NEWEST: ("-said_at", "-ref"),
    Sort.OLDEST: ("said_at", "ref"),
    Sort.URGENT: ("urgency", "-said_at", "-ref"),
}


def rows_of(query: Query) -> UtteranceQuerySet:
    """All of a query but its words and its order, asked of the rows."""
    rows = _said_between(query).filter(_fence(query))
    if query.standing_only:
        rows = rows.standing()
    if query.author_ref:
        rows = rows.filter(author__ref=query.author_ref)
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.priority:
        rows = rows.filter(priority=query.priority)
    if query.but:
        rows = rows.exclude(ref=query.but)
    return rows


def _filtered(query: Query) -> UtteranceQuerySet:
    rows = rows_of(query)
    if query.sort is Sort.URGENT:
        rows = rows.annotate(urgency=Coalesce(F("priority"), Value(NO_PRIORITY)))
    return rows.only("ref", "text", "said_at", "priority").order_by(*ORDERS[query.sort])


def _fence(query: Query) -> Q:
    """Texts of its rooms, and of its services what was said in no room."""
    return Q(room_id__in=query.room_ids) | Q(room_id=None, service_id__in=query.service_ids)


def _said_between(limits: Query | Clause) -> UtteranceQuerySet:
    rows = Utterance.objects.all()
    if limits.said_from:
        rows = rows.filter(said_at__gte=limits.said_from)
    return rows.filter(said_at__lt=limits.said_to) if limits.said_to else rows


def _after(cursor: Cursor, sort: Sort) -> Q:
    if sort is Sort.OLDEST:
        return Q(said_at__gt=cursor.said_at) | Q(said_at=cursor.said_at, ref__gt=cursor.ref)
    earlier = Q(said_at__lt=cursor.said_at) | Q(said_at=cursor.said_at, ref__lt=cursor.ref)
    if sort is Sort.URGENT:
        return Q(urgency__gt=cursor.priority) | (Q(urgency=cursor.priority) & earlier)
    return earlier
