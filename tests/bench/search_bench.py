"""Search in a building that stands, beside the bare engine: run by `tests.bench` in a process of its own. Prints, for
each size, milliseconds of a search (member, clinician, and what Elasticsearch alone takes for as much) and texts a second
of a rebuild beside a bare bulk write. SIZES=10000,100000,1000000 for the long curve."""

import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402
from elasticsearch.helpers import streaming_bulk  # noqa: E402

from community.people.models import Person  # noqa: E402
from community.rooms.models import Post  # noqa: E402
from community.utterances.models import Kind, Utterance  # noqa: E402
from search.backends import backend  # noqa: E402
from search.backends.base import Query  # noqa: E402
from search.backends.elastic import ElasticBackend  # noqa: E402
from search.backends.mapping import body, source  # noqa: E402
from search.documents import document_of  # noqa: E402
from search.queries import said_for_clinicians, said_visible_to  # noqa: E402
from search.rebuilding import rebuild  # noqa: E402
from search.terms import parse  # noqa: E402
from tests.bench.growth import lengthen  # noqa: E402
from tests.bench.threads import thread_of  # noqa: E402

ASKED, BARE = 60, 10_000
ENDS = (
    "ban",
    "del",
    "fon",
    "gar",
    "hul",
    "jem",
    "kot",
    "lim",
    "mor",
    "nup",
    "pel",
    "rig",
    "sot",
    "tav",
    "wex",
)
WORDS = [f"{first}{end}" for first in ("ka", "lo", "mi", "ne", "ru", "sa", "to", "vi") for end in ENDS]


def main() -> None:
    sizes = [int(size) for size in os.environ.get("SIZES", "10000,100000").split(",")]
    print(json.dumps([figures(size) for size in sizes]))


def figures(size: int) -> dict[str, Any]:
    dice, engine = random.Random(size), backend()
    assert isinstance(engine, ElasticBackend), "the bench searches by Elasticsearch"
    fill(size, dice)
    before, began = resident(), time.perf_counter()
    texts = rebuild(lambda taken, of: None)
    rebuilt, grown = texts / (time.perf_counter() - began), resident() - before
    bare = bare_bulk(engine)
    engine.settle()
    asked = [" ".join(dice.choices(WORDS, k=2)) for _ in range(ASKED)]
    mia, cleo = (Person.objects.get(handle=handle) for handle in ("quiet-otter", "cleo-clinician"))
    rooms = frozenset(Utterance.objects.order_by().values_list("room", flat=True).distinct()) - {None}
    found = {
        "member": p95(asked, lambda words: said_visible_to(again(mia), Query(frozenset(), parse(words)))),
        "bare": p95(asked, lambda words: bare_search(engine, rooms, words)),
        "clinician": p95(
            asked,
            lambda words: said_for_clinicians(again(cleo), Query(frozenset(), parse(words)), why="bench"),
        ),
        "bare with counts": p95(asked, lambda words: bare_search(engine, rooms, words, counts=True)),
    }
    return {
        "texts": size,
        **found,
        "rebuilt a second": rebuilt,
        "bare bulk a second": bare,
        "MiB more": grown,
    }


def again(person: Person) -> Person:
    """As each request reads them: nothing is remembered of the one before."""
    return Person.objects.get(pk=person.pk)


def fill(size: int, dice: random.Random) -> None:
    """Posts of one thread, and of each what was said, until there are so many."""
    thread = lengthen(thread_of(f"Search, {size}", 1), size)
    author, now = Person.objects.get(handle="quiet-otter"), timezone.now()
    known = set(Utterance.objects.filter(kind=Kind.POST).values_list("source_id", flat=True))
    posts = Post.objects.filter(in_thread=thread).order_by("pk").values_list("pk", flat=True)
    rows = (
        Utterance(
            kind=Kind.POST, source_id=pk, author=author, room=thread.room, service=thread.room.service,
            text=" ".join(dice.choices(WORDS, k=60)), said_at=now, screened_at=now, screened_with="bench",
            indexed_at=now,
        )
        for pk in posts.iterator() if pk not in known
    )  # fmt: skip
    while batch := [row for row, _number in zip(rows, range(1_000), strict=False)]:
        Utterance.objects.bulk_create(batch)


def bare_bulk(engine: ElasticBackend) -> float:
    """Texts a second of the same documents, made beforehand, into an index of the same shape."""
    index = f"{engine.alias}-bench"
    rows = Utterance.objects.select_related("author").order_by("-pk")[:BARE]
    actions = [{"_index": index, "_id": str(row.ref), "_source": source(document_of(row))} for row in rows]
    engine.patient.indices.create(index=index, **body())
    began = time.perf_counter()
    for _ok, _answer in streaming_bulk(engine.patient, actions):
        pass
    took = time.perf_counter() - began
    engine.patient.indices.delete(index=index)
    return len(actions) / took


def bare_search(
    engine: ElasticBackend, rooms: frozenset[int | None], words: str, *, counts: bool = False
) -> None:
    """What anybody would ask the engine for a page: rooms, words, newest first, highlights; and facets."""
    both = {"match": {"words": {"query": words, "operator": "and"}}}
    asked: dict[str, Any] = {
        "query": {"bool": {"filter": [{"terms": {"room_id": sorted(filter(None, rooms))}}, both]}},
        "sort": [{"said_us": "desc"}, {"ref": "desc"}], "size": 20, "highlight": {"fields": {"words": {}}},
    }  # fmt: skip
    if counts:
        fields = ("room_id", "service_id", "kind", "author_ref", "priority")
        months = {"date_histogram": {"field": "said_at", "calendar_interval": "month"}}
        asked["aggs"] = {field: {"terms": {"field": field}} for field in fields} | {"months": months}
        asked["track_total_hits"] = True
    engine.client.search(index=engine.alias, **asked)


def p95(asked: list[str], search: Callable[[str], object]) -> float:
    """Milliseconds."""
    for words in asked[:5]:
        search(words)
    return 1000 * statistics.quantiles(list(_seconds(asked, search)), n=20)[-1]


def _seconds(asked: list[str], search: Callable[[str], object]) -> Iterator[float]:
    for words in asked:
        began = time.perf_counter()
        search(words)
        yield time.perf_counter() - began


def resident() -> float:
    """MiB of this process."""
    with open("/proc/self/status") as told:
        line = next(line for line in told if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
