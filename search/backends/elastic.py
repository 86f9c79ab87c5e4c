"""Search by Elasticsearch 8 or 9: one index behind an alias, asked with structured clauses only.

What somebody typed never reaches the engine as a query language, and the engine's own counts, scores,
suggestions and highlights are never used: they would tell of texts that the asker may not see."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.dsl import Q, Search
from elasticsearch.helpers import streaming_bulk

from search.analysis import views_version
from search.backends.base import Capability, Clause, Cursor, Health, Hit, Page, Query, SearchIsDown
from search.backends.breaker import Breaker
from search.backends.mapping import MAPPING_VERSION, source
from search.documents import Document, microseconds
from search.matching import highlights
from search.terms import Form, Term, Terms

log = logging.getLogger(__name__)

ALIAS = "utterances"
# A bulk write is a job's, not a page's: it may take longer than a search.
BULK_PATIENCE = 10
CANDIDATES_A_TIME = 1000
CONFLICT = 409
DRIFTED = "The index has another shape than this version writes: run rebuild_search."
# The engine is there and says that the request itself is wrong: our mistake, to be seen as one.
OUR_MISTAKE = {400, 405, 406, 413}


class ElasticBackend:
    capabilities = frozenset({Capability.WORDS, Capability.PHRASE, Capability.PREFIX})

    def __init__(self, url: str, *, prefix: str, timeout_s: float) -> None:
        self.alias = f"{prefix}{ALIAS}"
        self.client = Elasticsearch(url, request_timeout=timeout_s, max_retries=0, retry_on_timeout=False)
        self.patient = self.client.options(request_timeout=timeout_s * BULK_PATIENCE)
        self.breaker = Breaker()

    def index(self, documents: Iterable[Document], *, into: str = "") -> set[UUID]:
        """`into` names an index that is being filled; otherwise the alias, which must exist: an engine would
        make up an index of that name, without our mapping."""
        actions = (_write(document, into or self.alias) for document in documents)
        return self.reach(lambda: self._bulk(actions, require_alias=not into))

    def _bulk(self, actions: Iterable[dict[str, Any]], **asking: Any) -> set[UUID]:
        refused: set[UUID] = set()
        for ok, answer in streaming_bulk(self.patient, actions, raise_on_error=False, **asking):
            said = next(iter(answer.values()))
            # A conflict: a newer picture of this text is held already.
            if not ok and said["status"] != CONFLICT:
                refused.add(_refused(said))
        return refused

    def delete(self, refs: Iterable[UUID]) -> None:
        actions = ({"_op_type": "delete", "_index": self.alias, "_id": str(ref)} for ref in refs)
        self.reach(lambda: list(streaming_bulk(self.patient, actions, raise_on_error=False)))

    def settle(self) -> None:
        self.reach(lambda: self.patient.indices.refresh(index=self.alias))

    def search(self, query: Query) -> Page:
        if not query.room_ids:
            return Page()
        found = self._answers(_request(query), query.size + 1)
        shown = found[: query.size]
        hits = [Hit(UUID(hit["ref"]), highlights(query.terms.all_of, hit["text"])) for hit in shown]
        return Page(hits, _cursor(shown[-1]) if len(found) > query.size else None)

    def candidates(self, clause: Clause) -> Iterator[UUID]:
        if not clause.room_ids or not clause.any_of:
            return
        request = _candidates(clause)
        while found := self._answers(request, CANDIDATES_A_TIME):
            yield from (UUID(hit["ref"]) for hit in found)
            request = request.extra(search_after=[found[-1]["said_us"], found[-1]["ref"]])

    def _answers(self, request: Search, size: int) -> list[dict[str, Any]]:
        body = request.extra(size=size, track_total_hits=False).to_dict()
        answer = self.reach(lambda: self.client.search(index=self.alias, **body))
        return [hit["_source"] for hit in answer["hits"]["hits"]]

    def health(self) -> Health:
        try:
            return self.reach(self._health)
        except SearchIsDown as trouble:
            return Health(ok=False, documents=0, reason=str(trouble))

    def _health(self) -> Health:
        documents = int(self.client.count(index=self.alias)["count"])
        versions = {
            index["mappings"].get("_meta", {}).get("mapping_version")
            for index in self.client.indices.get_mapping(index=self.alias).body.values()
        }
        if versions != {MAPPING_VERSION}:
            return Health(False, documents, DRIFTED)
        return Health(True, documents)

    def reach(self, ask: Callable[[], Any]) -> Any:
        """Whatever keeps the engine from answering becomes SearchIsDown, which holds no word of a text."""
        self.breaker.check()
        try:
            answer = ask()
        except ApiError as error:
            if error.status_code in OUR_MISTAKE:
                raise
            reason = f"Elasticsearch answered {error.status_code} ({error.error})."
            raise self.breaker.opened(reason) from error
        except TransportError as error:
            reason = f"Elasticsearch cannot be reached ({type(error).__name__})."
            raise self.breaker.opened(reason) from error
        self.breaker.close()
        return answer


def _write(document: Document, into: str) -> dict[str, Any]:
    return {
        "_op_type": "index",
        "_index": into,
        "_id": str(document.ref),
        "_source": source(document),
        "version": document.version,
        "version_type": "external_gte",
    }


def _refused(said: dict[str, Any]) -> UUID:
    error = said.get("error") or {}
    log.error("index: text %s was refused (%s, %s)", said["_id"], said["status"], error.get("type", ""))
    return UUID(said["_id"])


def _request(query: Query) -> Search:
    filters = [Q("terms", room_id=sorted(query.room_ids)), *(_clause(term) for term in query.terms.all_of)]
    if query.standing_only:
        filters.append(Q("term", stands=True))
    if query.author_ref:
        filters.append(Q("term", author_ref=query.author_ref))
    if query.kind:
        filters.append(Q("term", kind=query.kind))
    filters += _said_between(query)
    request = _newest_first(filters, query.terms)
    return request.extra(search_after=_place(query.after)) if query.after else request


def _newest_first(filters: list[Any], terms: Terms) -> Search:
    unwanted = [_clause(term) for term in terms.none_of]
    request = Search().query("bool", filter=filters, must_not=unwanted)
    return request.sort(*_by("desc")).source(["ref", "said_us", "text"])


def _candidates(clause: Clause) -> Search:
    """A text indexed when other words were looked for may lack the tokens asked about: it is a candidate."""
    could = [*(_clause(term) for term in clause.any_of), ~Q("term", views_version=views_version())]
    filters = [
        Q("terms", room_id=sorted(clause.room_ids)),
        Q("bool", should=could, minimum_should_match=1),
        *_said_between(clause),
    ]
    return Search().query("bool", filter=filters).sort(*_by("asc")).source(["ref", "said_us"])


def _by(order: str) -> list[dict[str, Any]]:
    return [{"said_us": {"order": order}}, {"ref": {"order": order}}]


def _clause(term: Term) -> Any:
    if term.form is Form.PREFIX:
        return Q("prefix", words={"value": term.words[0]}) | Q("prefix", also={"value": term.words[0]})
    field = "words" if term.form is Form.EXACT else "stems"
    if len(term.words) > 1:
        return Q("match_phrase", **{field: " ".join(term.words)})
    if term.form is Form.EXACT:
        return Q("term", words=term.words[0])
    return Q("term", stems=term.words[0]) | Q("term", also_stems=term.words[0])


def _said_between(limits: Query | Clause) -> list[Any]:
    bounds = {"gte": limits.said_from, "lt": limits.said_to}
    given = {name: microseconds(moment) for name, moment in bounds.items() if moment}
    return [Q("range", said_us=given)] if given else []


def _place(cursor: Cursor) -> list[Any]:
    return [microseconds(cursor.said_at), str(cursor.ref)]


def _cursor(hit: dict[str, Any]) -> Cursor | None:
    return Cursor.read(f"{hit['said_us']}-{UUID(hit['ref']).hex}")
