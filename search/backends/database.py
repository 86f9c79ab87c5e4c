"""Search without an engine: the rows of a room, newest first, read by the same matcher that marks the words.

Enough for the demo and for the last 30 days while the engine is down. A request looks at no more than
MOST_ROWS texts; "Older results" goes on from there: a rare word costs clicks and never a long wait."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Q

from community.utterances.models import Utterance, UtteranceQuerySet
from search.analysis import Analysed
from search.backends.base import Capability, Clause, Cursor, Health, Hit, Page, Query
from search.documents import Document
from search.matching import highlights, holds, matches

MOST_ROWS = 4000
CHUNK = 200


class DatabaseBackend:
    capabilities = frozenset({Capability.WORDS, Capability.PHRASE, Capability.PREFIX})

    def index(self, documents: Iterable[Document]) -> set[UUID]:
        """The rows are the index."""
        return set()

    def delete(self, refs: Iterable[UUID]) -> None:
        """A row that is gone is not found."""

    def settle(self) -> None: ...

    def search(self, query: Query) -> Page:
        if not query.room_ids:
            return Page()
        hits: list[Hit] = []
        last = query.after
        for seen, row in enumerate(_newest_first(query)):
            if seen == MOST_ROWS:
                return Page(hits, last)
            if matches(query.terms, Analysed(row.text)):
                if len(hits) == query.size:
                    return Page(hits, last)
                hits.append(Hit(row.ref, highlights(query.terms.all_of, row.text)))
            if len(hits) < query.size or hits[-1].ref == row.ref:
                last = Cursor(row.said_at, row.ref)
        return Page(hits)

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


def _newest_first(query: Query) -> Iterator[Utterance]:
    """In chunks by keyset: nothing is held open while the matcher reads, and no offset grows."""
    after, rows = query.after, _filtered(query)
    while True:
        chunk = list((rows.filter(_after(after)) if after else rows)[:CHUNK])
        yield from chunk
        if len(chunk) < CHUNK:
            return
        after = Cursor(chunk[-1].said_at, chunk[-1].ref)


def _filtered(query: Query) -> UtteranceQuerySet:
    rows = _said_between(query).filter(room_id__in=query.room_ids)
    if query.standing_only:
        rows = rows.standing()
    if query.author_ref:
        rows = rows.filter(author__ref=query.author_ref)
    if query.kind:
        rows = rows.filter(kind=query.kind)
    return rows.only("ref", "text", "said_at").order_by("-said_at", "-ref")


def _said_between(limits: Query | Clause) -> UtteranceQuerySet:
    rows = Utterance.objects.all()
    if limits.said_from:
        rows = rows.filter(said_at__gte=limits.said_from)
    return rows.filter(said_at__lt=limits.said_to) if limits.said_to else rows


def _after(cursor: Cursor) -> Q:
    return Q(said_at__lt=cursor.said_at) | Q(said_at=cursor.said_at, ref__lt=cursor.ref)
