"""A query as Elasticsearch is asked it: structured clauses that count nothing and rank nothing."""

from typing import Any
from uuid import UUID

from elasticsearch.dsl import Q, Search

from community.utterances.stems import stem
from search.analysis import views_version
from search.backends.base import NO_PRIORITY, Clause, Cursor, Query, Sort
from search.documents import microseconds, moment_of
from search.matching import edits_allowed
from search.terms import Form, Like, Term


def request_of(query: Query) -> Search:
    request = Search().query("bool", **clauses_of(query)).sort(*_by(query.sort))
    request = request.source(["ref", "said_us", "text", "priority"])
    return request.extra(search_after=_place(query.after, query.sort)) if query.after else request


def clauses_of(query: Query) -> dict[str, list[Any]]:
    """All of a query but its order, as clauses that count nothing and rank nothing."""
    filters = [_fence(query), *(_clause(term) for term in query.terms.all_of), *_said_between(query)]
    wanted = {"author_ref": query.author_ref, "kind": query.kind, "priority": query.priority}
    filters += [Q("term", **{name: value}) for name, value in wanted.items() if value]
    if query.standing_only:
        filters.append(Q("term", stands=True))
    if query.terms.like:
        filters.append(_like(query.terms.like))
    unwanted = [_clause(term) for term in query.terms.none_of]
    if query.but:
        unwanted.append(Q("ids", values=[str(query.but)]))
    return {"filter": filters, "must_not": unwanted}


def _fence(query: Query) -> Any:
    rooms = Q("terms", room_id=sorted(query.room_ids))
    if not query.service_ids:
        return rooms
    in_no_room = Q("bool", filter=[Q("terms", service_id=sorted(query.service_ids))],
                   must_not=[Q("exists", field="room_id")])  # fmt: skip
    return Q("bool", should=[rooms, in_no_room], minimum_should_match=1)


def _like(like: Like) -> Any:
    words = [Q("term", stems=one) for one in like.stems]
    return Q("bool", should=words, minimum_should_match=like.at_least)


def candidates_of(clause: Clause) -> Search:
    """A text indexed when other words were looked for may lack the tokens asked about: it is a candidate."""
    could = [*(_clause(term) for term in clause.any_of), ~Q("term", views_version=views_version())]
    filters = [
        Q("terms", room_id=sorted(clause.room_ids)),
        Q("bool", should=could, minimum_should_match=1),
        *_said_between(clause),
    ]
    return Search().query("bool", filter=filters).sort(*_by(Sort.OLDEST)).source(["ref", "said_us"])


def _by(sort: Sort) -> list[dict[str, Any]]:
    order = "asc" if sort is Sort.OLDEST else "desc"
    by_time = [{"said_us": {"order": order}}, {"ref": {"order": order}}]
    urgency = [{"priority": {"order": "asc", "missing": NO_PRIORITY}}] if sort is Sort.URGENT else []
    return [*urgency, *by_time]


def _clause(term: Term) -> Any:
    if term.form is Form.NEAR:
        words = [{"match": {"query": word, "max_gaps": 0}} for word in term.words]
        return Q(
            "intervals", stems={"all_of": {"intervals": words, "max_gaps": term.apart, "ordered": False}}
        )
    if term.form is Form.FUZZY:
        return _nearly_spelled(term.words[0])
    if term.form is Form.PREFIX:
        return Q("prefix", words={"value": term.words[0]}) | Q("prefix", also={"value": term.words[0]})
    field = "words" if term.form is Form.EXACT else "stems"
    if len(term.words) > 1:
        return Q("match_phrase", **{field: " ".join(term.words)})
    if term.form is Form.EXACT:
        return Q("term", words=term.words[0])
    return Q("term", stems=term.words[0]) | Q("term", also_stems=term.words[0])


def _nearly_spelled(word: str) -> Any:
    """Of all the words in the index that are spelled so, not of the fifty that the engine would choose."""
    spelled = {"value": word, "fuzziness": edits_allowed(word), "prefix_length": 1, "transpositions": True,
               "rewrite": "constant_score"}  # fmt: skip
    nearly = Q("fuzzy", words=spelled) | Q("fuzzy", also=spelled)
    return nearly | Q("term", stems=stem(word)) | Q("term", also_stems=stem(word))


def _said_between(limits: Query | Clause) -> list[Any]:
    bounds = {"gte": limits.said_from, "lt": limits.said_to}
    given = {name: microseconds(moment) for name, moment in bounds.items() if moment}
    return [Q("range", said_us=given)] if given else []


def _place(cursor: Cursor, sort: Sort) -> list[Any]:
    urgency = [cursor.priority] if sort is Sort.URGENT else []
    return [*urgency, microseconds(cursor.said_at), str(cursor.ref)]


def cursor_at(hit: dict[str, Any], sort: Sort) -> Cursor:
    priority = hit["priority"] if sort is Sort.URGENT else None
    return Cursor(moment_of(hit["said_us"]), UUID(hit["ref"]), priority or NO_PRIORITY)
