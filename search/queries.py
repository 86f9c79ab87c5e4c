"""Who finds what. Every search starts from the rooms that are open to the asker, read from the database now,
and every hit is asked after again there: the index may be behind, and is never believed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Min
from django.utils import timezone

from community.people import audit
from community.people.models import Person, Service
from community.people.policies import require, rooms_open_to, services_where
from community.people.roles import Permission
from community.rooms.models import Room
from community.utterances.marks import Piece, excerpt
from community.utterances.models import Kind, Utterance, UtteranceQuerySet
from community.utterances.places import Place, places_of
from search.backends import backend, fallback
from search.backends.base import Cursor, Hit, Page, Query, SearchIsDown
from search.backends.database import rows_of
from search.counting import Counts, counts_of
from search.likeness import like
from search.matching import highlights

FALLBACK_DAYS = 30
# Younger debts are the second or two that indexing takes.
WORTH_SAYING = timedelta(minutes=1)
# Of the texts that stand in no room, those of which every clinician of the service may know.
OF_THE_SERVICE = frozenset({Kind.HANDLE, Kind.ABOUT})
NOT_YOURS = "Only the clinical team of a service can search everything said in it."


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
    counts: Counts | None = None


def said_visible_to(person: Person, query: Query) -> Results:
    """What stands in the rooms this person may enter. `query.room_ids` narrows; empty means all of those."""
    rooms = _within(query.room_ids, rooms_open_to(person).keys())
    query = replace(query, room_ids=rooms, service_ids=frozenset(), standing_only=True)
    query, page, down = _ask(query)
    rows = list(_rows(page, query, person))
    places = places_of(rows, person=person)
    return _results(page, [row for row in rows if row.pk in places], places, _behind(query, down=down))


def said_for_clinicians(person: Person, query: Query, *, why: str, typed: str = "") -> Results:
    """Everything said in the services where this person may search it, edited and removed texts too. The first page
    says how many there are, and of what. Writes the search, as typed, and its reason into the audit log. Raises
    PermissionDenied for everybody else."""
    query = for_clinician(person, query)
    write_down(person, query, did="searched", why=why, typed=typed)
    query, page, down = _ask(query)
    rows = list(_rows(page, query, person))
    places = places_of(rows, person=person)
    shown = [row for row in rows if _may_know(row, places)]
    counts = None if query.after else count(person, query, down=down)
    return _results(page, shown, places, _behind(query, down=down), counts)


def for_clinician(person: Person, query: Query) -> Query:
    """The query within the services where this person may search. Raises PermissionDenied where there is none."""
    services = services_where(person, Permission.SEARCH_EVERYTHING_SAID)
    require(bool(services), NOT_YOURS)
    return narrowed_to(services, query)


def narrowed_to(services: Collection[int], query: Query) -> Query:
    """The query within these services, over everything said there."""
    rooms = Room.objects.filter(service__in=services).values_list("pk", flat=True)
    in_no_room = frozenset(services) & query.service_ids if query.service_ids else frozenset(services)
    return replace(
        query,
        room_ids=_within(query.room_ids, rooms),
        service_ids=frozenset() if query.room_ids and not query.service_ids else in_no_room,
        standing_only=False,
    )


def count(person: Person, query: Query, *, down: bool) -> Counts:
    """Of the texts that are shown, page after page: those in the database now that this person may know of."""
    engine = fallback() if down else backend()
    try:
        refs, complete = engine.refs(query, most=MOST_COUNTED)
    except SearchIsDown:
        refs, complete = [], False
    found = _now(refs, query, person)
    hidden = _hidden(found.filter(room=None), person)
    return counts_of(found.exclude(pk__in=hidden), complete=complete)


def texts_of(person: Person, query: Query, *, most: int) -> list[Found]:
    """Up to `most` texts of a clinician's query, as they are now, in its order."""
    query, refs = _refs(query, most)
    rows = list(_now(refs, query, person).select_related("author", "room", "service"))
    places = places_of(rows, person=person)
    known = {row.ref: row for row in rows if _may_know(row, places)}
    shown = [known[ref] for ref in refs if ref in known]
    return [Found(row, places.get(row.pk) if row.stands else None, [Piece(row.text)]) for row in shown]


def one_text(person: Person, ref: UUID, query: Query | None = None) -> Found | None:
    """A text that this clinician may know of, whole, with the words of the query marked; None for any other."""
    query = query or Query(frozenset())
    anywhere = for_clinician(person, Query(frozenset()))
    row = _now([ref], anywhere, person).select_related("author", "room", "service").first()
    places = places_of([row], person=person) if row else {}
    if row is None or not _may_know(row, places):
        return None
    marked = excerpt(row.text, highlights(query.terms.marked, row.text), length=len(row.text))
    return Found(row, places.get(row.pk) if row.stands else None, marked)


@transaction.atomic
def open_hit(*, by: Person, ref: UUID, query: Query, why: str) -> Found | None:
    """That somebody opened it is in the audit log, with the reason of their search."""
    found = one_text(by, ref, query)
    if found is not None:
        said = found.utterance
        audit.write(who=by, did="opened a hit", what=f"utterance:{said.ref}", why=why, service=said.service)
    return found


def like_this(person: Person, query: Query, ref: UUID | None) -> Query:
    """Narrowed to texts like that one, where this clinician may know of it; otherwise to none."""
    if ref is None:
        return query
    found = one_text(person, ref)
    return alike(query, found.utterance if found else None)


def alike(query: Query, said: Utterance | None) -> Query:
    """Narrowed to texts like this one; to none where there is none, or nothing in it tells anything."""
    wanted = like(said.text) if said else None
    if said is None or wanted is None:
        return replace(query, room_ids=frozenset({NO_ROOM}), service_ids=frozenset())
    return replace(query, terms=replace(query.terms, like=wanted), but=said.ref)


MOST_COUNTED = 1000
# Characters that an entry of the audit log has room for. PostgreSQL refuses a longer one, and with it the search.
AUDITED = 120
# No room has this number: a query narrowed to it finds nothing.
NO_ROOM = 0


def _within(asked: frozenset[int], rooms: Collection[int]) -> frozenset[int]:
    return frozenset(rooms) & asked if asked else frozenset(rooms)


def write_down(person: Person, query: Query, *, did: str, why: str, typed: str) -> None:
    narrowed = f" author:{query.author_ref}" if query.author_ref else ""
    narrowed += f" like:{query.but}" if query.but else ""
    services = services_where(person, Permission.SEARCH_EVERYTHING_SAID)
    only = Service.objects.get(pk=next(iter(services))) if len(services) == 1 else None
    searched = f"search:{typed[:80]}"[: AUDITED - len(narrowed)]
    audit.write(who=person, did=did, what=f"{searched}{narrowed}", why=why, service=only)


def _ask(query: Query) -> tuple[Query, Page, bool]:
    """What was asked in the end, the page, and whether the engine was down."""
    try:
        return query, backend().search(query), False
    except SearchIsDown:
        query = _of_late(query)
        return query, fallback().search(query), True


def _refs(query: Query, most: int) -> tuple[Query, list[UUID]]:
    try:
        return query, backend().refs(query, most=most)[0]
    except SearchIsDown:
        query = _of_late(query)
        return query, fallback().refs(query, most=most)[0]


def _of_late(query: Query) -> Query:
    earliest = timezone.now() - timedelta(days=FALLBACK_DAYS)
    return replace(query, said_from=max(query.said_from, earliest) if query.said_from else earliest)


def _now(refs: Iterable[UUID], query: Query, person: Person) -> UtteranceQuerySet:
    """The hits as they are in the database now: all but the words is asked again there."""
    return rows_of(query).readable_by(person).filter(ref__in=list(refs))


def _rows(page: Page, query: Query, person: Person) -> Iterable[Utterance]:
    found = _now([hit.ref for hit in page.hits], query, person).select_related("author", "room", "service")
    rows = {row.ref: row for row in found}
    return (rows[hit.ref] for hit in page.hits if hit.ref in rows)


def _may_know(row: Utterance, places: dict[int, Place]) -> bool:
    """What stands in no room, a message or a report, is found by those who may read it where it stands."""
    return row.room_id is not None or row.pk in places or row.kind in OF_THE_SERVICE


def _hidden(rows: UtteranceQuerySet, person: Person) -> list[int]:
    found = list(rows)
    places = places_of(found, person=person)
    return [row.pk for row in found if not _may_know(row, places)]


def _results(
    page: Page,
    rows: list[Utterance],
    places: dict[int, Place],
    behind: Behind | None,
    counts: Counts | None = None,
) -> Results:
    hits: dict[object, Hit] = {hit.ref: hit for hit in page.hits}
    found = [
        Found(row, places.get(row.pk) if row.stands else None, excerpt(row.text, hits[row.ref].highlights))
        for row in rows
    ]
    return Results(found, page.older, behind, counts)


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
