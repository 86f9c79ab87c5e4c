"""Search by Elasticsearch 8 or 9: one index behind an alias, asked with structured clauses only.

What somebody typed never reaches the engine as a query language, and the engine's own counts, scores,
suggestions and highlights are never used: they would tell of texts that the asker may not see."""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.dsl import Q, Search
from elasticsearch.helpers import streaming_bulk

from search.backends.base import DRIFTED, Capability, Clause, Health, Hit, Page, Query, SearchIsDown
from search.backends.breaker import Breaker
from search.backends.clauses import candidates_of, clauses_of, cursor_at, request_of
from search.backends.mapping import is_ours, source
from search.documents import Document
from search.matching import highlights

log = logging.getLogger(__name__)

ALIAS = "utterances"
# A bulk write is a job's, not a page's: it may take longer than a search.
BULK_PATIENCE = 10
CANDIDATES_A_TIME = 1000
CONFLICT = 409
OUR_MISTAKE = {400, 405, 406, 413}


class WrongRequest(Exception):
    """The engine is there and cannot do what it was asked: a mistake of ours. Says no word of what was asked."""

    def __init__(self, status: int, error: str) -> None:
        self.status, self.error = status, error
        super().__init__(f"Elasticsearch refused a request as wrong ({status}, {error}).")


class ElasticBackend:
    capabilities = frozenset(Capability)

    def __init__(self, url: str, *, prefix: str, timeout_s: float, api_key: str = "", ca: str = "") -> None:
        """`api_key` is of a role that reaches only indices that begin with `prefix`; `ca` is the file of the authority
        that signed the cluster's certificate, where the machine does not know it."""
        self.alias = f"{prefix}{ALIAS}"
        secured: dict[str, Any] = {"api_key": api_key} if api_key else {}
        secured |= {"ca_certs": ca} if ca else {}
        self.client = Elasticsearch(
            url, request_timeout=timeout_s, max_retries=0, retry_on_timeout=False, **secured
        )
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
        if not query.room_ids and not query.service_ids:
            return Page()
        found = self._answers(request_of(query), query.size + 1)
        shown = found[: query.size]
        hits = [Hit(UUID(hit["ref"]), highlights(query.terms.marked, hit["text"])) for hit in shown]
        return Page(hits, cursor_at(shown[-1], query.sort) if len(found) > query.size else None)

    def refs(self, query: Query, *, most: int) -> tuple[list[UUID], bool]:
        if not query.room_ids and not query.service_ids:
            return [], True
        found = self._hits(request_of(query).source(False), most + 1)
        return [UUID(hit["_id"]) for hit in found[:most]], len(found) <= most

    def named(self, queries: Mapping[str, Query], among: Collection[UUID]) -> dict[str, set[UUID]]:
        found: dict[str, set[UUID]] = {name: set() for name in queries}
        if not queries or not among:
            return found
        asked = [Q("bool", _name=name, **clauses_of(query)) for name, query in queries.items()]
        request = Search().query("bool", filter=[Q("ids", values=[str(ref) for ref in among])], should=asked,
                                 minimum_should_match=1)  # fmt: skip
        for hit in self._hits(request.source(False), len(among)):
            for name in hit["matched_queries"]:
                found[name].add(UUID(hit["_id"]))
        return found

    def candidates(self, clause: Clause) -> Iterator[UUID]:
        if not clause.room_ids or not clause.any_of:
            return
        request = candidates_of(clause)
        while found := self._answers(request, CANDIDATES_A_TIME):
            yield from (UUID(hit["ref"]) for hit in found)
            request = request.extra(search_after=[found[-1]["said_us"], found[-1]["ref"]])

    def _answers(self, request: Search, size: int) -> list[dict[str, Any]]:
        return [hit["_source"] for hit in self._hits(request, size)]

    def _hits(self, request: Search, size: int) -> list[dict[str, Any]]:
        body = request.extra(size=size, track_total_hits=False).to_dict()
        answer = self.reach(lambda: self.client.search(index=self.alias, **body))
        hits: list[dict[str, Any]] = answer["hits"]["hits"]
        return hits

    def health(self) -> Health:
        try:
            return self.reach(self._health)
        except SearchIsDown as trouble:
            return Health(ok=False, documents=0, reason=str(trouble))

    def _health(self) -> Health:
        documents = int(self.client.count(index=self.alias)["count"])
        held = [one["mappings"] for one in self.client.indices.get_mapping(index=self.alias).body.values()]
        version = ", ".join(str(one.get("_meta", {}).get("mapping_version", "none")) for one in held)
        if not all(is_ours(one) for one in held):
            return Health(False, documents, DRIFTED, version)
        return Health(True, documents, mapping=version)

    def reach(self, ask: Callable[[], Any]) -> Any:
        """Whatever keeps the engine from answering becomes SearchIsDown, which holds no word of a text."""
        self.breaker.check()
        try:
            answer = ask()
        except ApiError as error:
            if error.status_code in OUR_MISTAKE:
                # Without its cause: what the engine says of a request repeats the words in it.
                raise WrongRequest(error.status_code, error.error) from None
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
