"""Who finds what. Every search starts from the rooms that are open to the asker, read from the database now,
and every hit is asked after again there: the index may be behind, and is never believed."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.db.models import Count, Min
from django.utils import timezone

from community.people import audit
from community.people.models import Person, Service
from community.people.policies import require, rooms_open_to, services_where
from community.people.roles import Permission
from community.rooms.models import Room
from community.utterances.marks import Piece, excerpt
from community.utterances.models import Utterance, UtteranceQuerySet
from community.utterances.places import Place, places_of
from search.backends import backend, fallback
from search.backends.base import Cursor, Hit, Page, Query, SearchIsDown

FALLBACK_DAYS = 30
# Younger debts are the second or two that indexing takes.
WORTH_SAYING = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Found:
    """One text, as it was said. `place` is None where it no longer stands."""

    utterance: Utterance
    place: Place | None
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Behind:
    """Search does not hold everything: `owed` texts of the asker's own rooms, the oldest `minutes` old.
    `down`: the engine does not answer, and only the last FALLBACK_DAYS days were looked at."""

    owed: int
    minutes: int
    down: bool


@dataclass(frozen=True, slots=True)
class Results:
    found: list[Found] = field(default_factory=list)
    older: Cursor | None = None
    behind: Behind | None = None


def said_visible_to(person: Person, query: Query) -> Results:
    """What stands in the rooms this person may enter. `query.room_ids` narrows; empty means all of those."""
    query = replace(query, room_ids=_within(query, rooms_open_to(person).keys()), standing_only=True)
    page, down = _ask(query)
    rows = _rows(page, query).standing()
    places = places_of(rows, person=person)
    return _results(page, [row for row in rows if row.pk in places], places, _behind(query, down=down))


def said_for_clinicians(person: Person, query: Query, *, why: str, typed: str = "") -> Results:
    """Everything said in the services where this person may search it, edited and removed texts too. Writes
    the search, as typed, and its reason into the audit log. Raises PermissionDenied for everybody else."""
    services = services_where(person, Permission.SEARCH_EVERYTHING_SAID)
    require(bool(services), "Only the clinical team of a service can search everything said in it.")
    rooms = Room.objects.filter(service__in=services).values_list("pk", flat=True)
    query = replace(query, room_ids=_within(query, rooms), standing_only=False)
    _write_down(person, query, services, why=why, typed=typed)
    page, down = _ask(query)
    rows = _rows(page, query)
    return _results(page, list(rows), places_of(rows, person=person), _behind(query, down=down))


def _within(query: Query, rooms: Collection[int]) -> frozenset[int]:
    return frozenset(rooms) & query.room_ids if query.room_ids else frozenset(rooms)


def _write_down(person: Person, query: Query, services: Collection[int], *, why: str, typed: str) -> None:
    narrowed = f" author:{query.author_ref}" if query.author_ref else ""
    only = Service.objects.get(pk=next(iter(services))) if len(services) == 1 else None
    audit.write(who=person, did="searched", what=f"search:{typed[:80]}{narrowed}", why=why, service=only)


def _ask(query: Query) -> tuple[Page, bool]:
    """The page, and whether the engine was down."""
    try:
        return backend().search(query), False
    except SearchIsDown:
        earliest = timezone.now() - timedelta(days=FALLBACK_DAYS)
        since = max(query.said_from, earliest) if query.said_from else earliest
        return fallback().search(replace(query, said_from=since)), True


def _rows(page: Page, query: Query) -> UtteranceQuerySet:
    """The hits as they are in the database now, in the rooms asked about and no others."""
    refs = [hit.ref for hit in page.hits]
    rows = Utterance.objects.filter(ref__in=refs, room_id__in=query.room_ids)
    return rows.select_related("author", "room").order_by("-said_at", "-ref")


def _results(page: Page, rows: list[Utterance], places: dict[int, Place], behind: Behind | None) -> Results:
    hits: dict[object, Hit] = {hit.ref: hit for hit in page.hits}
    found = [
        Found(row, places.get(row.pk) if row.stands else None, excerpt(row.text, hits[row.ref].highlights))
        for row in rows
    ]
    return Results(found, page.older, behind)


def _behind(query: Query, *, down: bool) -> Behind | None:
    """Counts only texts of the rooms asked about: nobody learns how much is said elsewhere."""
    owed = Utterance.objects.unindexed().filter(room_id__in=query.room_ids)
    if query.standing_only:
        owed = owed.standing()
    now = timezone.now()
    told = owed.aggregate(texts=Count("pk"), oldest=Min("said_at"))
    age = now - told["oldest"] if told["texts"] else timedelta()
    if not down and age < WORTH_SAYING:
        return None
    return Behind(told["texts"], int(age.total_seconds() // 60), down)
