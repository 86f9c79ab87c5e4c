"""The shape of the index. Whoever changes it raises MAPPING_VERSION; `rebuild_search` then makes a new index.

All words come ready-made (search.analysis): the analyser splits at spaces and does nothing else. Scores are
never asked for, so norms and frequencies are left out where positions do not need them."""

from typing import Any

from elasticsearch.dsl import Boolean, Date, Document, Integer, Keyword, Long, Text, analyzer

from search import documents
from search.documents import microseconds

MAPPING_VERSION = 1

# A slow log writes down what was searched for, and what was said: none is kept, whatever the cluster's defaults are.
_LOGS = (
    "search.slowlog.threshold.query",
    "search.slowlog.threshold.fetch",
    "indexing.slowlog.threshold.index",
)
NO_SLOW_LOG = {f"{log}.{level}": "-1" for log in _LOGS for level in ("warn", "info", "debug", "trace")}
NO_SLOW_LOG["indexing.slowlog.source"] = "0"

ready_made = analyzer("ready_made", tokenizer="whitespace")


class Said(Document):
    ref = Keyword()
    kind = Keyword()
    room_id = Long()
    service_id = Long()
    author_ref = Keyword()
    said_at = Date()
    # Microseconds since 1970: dates are kept to the millisecond, and the order must be the database's.
    said_us = Long()
    stands = Boolean()
    priority = Integer()
    text = Text(index=False)
    words = Text(analyzer=ready_made, norms=False)
    stems = Text(analyzer=ready_made, norms=False)
    also = Text(analyzer=ready_made, norms=False, index_options="docs")
    also_stems = Text(analyzer=ready_made, norms=False, index_options="docs")
    views_version = Keyword()

    class Meta:
        dynamic = "strict"


def is_ours(held: dict[str, Any]) -> bool:
    """Whether an index has the shape that this version writes: its number, and what each field is."""
    ours = Said._doc_type.mapping.to_dict()["properties"]
    kinds = {name: (field["type"], field.get("analyzer")) for name, field in ours.items()}
    found = {
        name: (field.get("type"), field.get("analyzer")) for name, field in held.get("properties", {}).items()
    }
    return held.get("_meta", {}).get("mapping_version") == MAPPING_VERSION and found == kinds


def body() -> dict[str, Any]:
    """What a new index is made with. A set refresh interval keeps a quiet index fresh too: left out, an
    engine stops refreshing what nobody searched for 30 s, and the first search after that waits."""
    mapping = Said._doc_type.mapping.to_dict()
    return {
        "settings": {
            "number_of_shards": 1,
            # A single node cannot hold a copy of its own shard; a second one gets it by itself.
            "auto_expand_replicas": "0-1",
            "refresh_interval": "1s",
            **NO_SLOW_LOG,
            # Stored in the order of every page, so that a page ends after its 20 texts and not after all of them.
            "sort.field": ["said_us", "ref"],
            "sort.order": ["desc", "desc"],
            "analysis": ready_made.get_analysis_definition(),
        },
        "mappings": mapping | {"_meta": {"mapping_version": MAPPING_VERSION}},
    }


def source(document: documents.Document) -> dict[str, Any]:
    return {
        "ref": str(document.ref),
        "kind": document.kind,
        "room_id": document.room_id,
        "service_id": document.service_id,
        "author_ref": document.author_ref,
        "said_at": document.said_at.isoformat(),
        "said_us": microseconds(document.said_at),
        "stands": document.stands,
        "priority": document.priority,
        "text": document.text,
        "words": " ".join(document.words),
        "stems": " ".join(document.stems),
        "also": " ".join(document.also),
        "also_stems": " ".join(document.also_stems),
        "views_version": document.views_version,
    }
