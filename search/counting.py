"""How many texts a clinician's search found, and of what: counted in the database over the texts that are shown. An
engine's own counts would also count what the asker may not see, and what is no longer so."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from community.utterances.models import Kind, UtteranceQuerySet

MOST_OPTIONS = 8


@dataclass(frozen=True, slots=True)
class Option:
    """`value` is what the form's field takes to narrow the search to these."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """`name` is the field of the form; `more`: how many options are not shown."""

    name: str
    title: str
    options: list[Option]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """`complete` is False where there are more than were counted."""

    total: int
    complete: bool
    facets: list[Facet]


def counts_of(found: UtteranceQuerySet, *, complete: bool) -> Counts:
    rows = list(
        found.order_by().values_list(
            "service__slug", "service__name", "room__slug", "room__name", "kind", "author__handle", "priority", "said_at"
        )
    )  # fmt: skip
    services, rooms, kinds, authors, priorities, months = (Counter[Any]() for _ in range(6))
    for service, service_name, room, room_name, kind, author, priority, said_at in rows:
        services[service, service_name] += service is not None
        rooms[room, room_name] += room is not None
        kinds[kind, Kind(kind).label] += 1
        authors[author, author] += 1
        priorities[str(priority), f"Priority {priority}"] += priority is not None
        moment = timezone.localtime(said_at)
        months[f"{moment:%Y-%m}", f"{moment:%B %Y}"] += 1
    counted = [
        _facet("service", "Service", services), _facet("room", "Room", rooms), _facet("kind", "Kind", kinds),
        _facet("author", "Written by", authors), _facet("priority", "Priority", priorities, by_value=True),
        _facet("month", "Month", months, by_value=True),
    ]  # fmt: skip
    return Counts(len(rows), complete, [facet for facet in counted if len(facet.options) > 1])


def _facet(name: str, title: str, counted: Mapping[tuple[str, str], int], *, by_value: bool = False) -> Facet:
    """The commonest first; what has an order of its own in that order, of months the newest ones."""
    options = [Option(value, label, count) for (value, label), count in counted.items() if count]
    commonest = sorted(options, key=lambda option: (-option.count, option.label))
    newest = sorted(options, key=lambda option: option.value, reverse=name == "month")
    shown = (newest if by_value else commonest)[:MOST_OPTIONS]
    return Facet(name, title, shown, more=len(options) - len(shown))
