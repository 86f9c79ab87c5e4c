"""The desk's lists and their rows. What stands above them: `above.py`; the page of a case: `case_page.py`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from community.people.models import Person
from community.utterances.marks import Piece, excerpt
from risk_jobs.desk import clocks
from risk_jobs.desk.models import Case, CaseQuerySet, Flag
from risk_jobs.desk.states import State

A_PAGE = 25
EXCERPT = 160  # characters in a row of the queue
HISTORIC = "historic"
# What has been answered is not counted: there may be a million of it.
COUNTED = tuple(state for state in State if state != State.CLOSED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the queue is asked for. `state` is one of State, HISTORIC, or empty: all that is open."""

    state: str = ""
    service: str = ""  # slug
    room: str = ""  # slug
    priority: int | None = None
    source: str = ""
    held_by: Person | None = None

    def __bool__(self) -> bool:
        """Whether it is narrowed by anything but a state."""
        return bool(self.service or self.room or self.priority or self.source or self.held_by)


def narrowed(cases: CaseQuerySet, wanted: Wanted) -> CaseQuerySet:
    """In every state. What is closed stands in one list, wherever it came from."""
    if wanted.state != State.CLOSED:
        cases = cases.historic() if wanted.state == HISTORIC else cases.now()
    if wanted.service:
        cases = cases.filter(service__slug=wanted.service)
    if wanted.room:
        cases = cases.filter(
            Exists(Flag.objects.filter(case=OuterRef("pk"), utterance__room__slug=wanted.room))
        )
    if wanted.priority:
        cases = cases.filter(priority=wanted.priority)
    if wanted.source:
        cases = cases.filter(source=wanted.source)
    if wanted.held_by:
        cases = cases.filter(Q(claimed_by=wanted.held_by) | Q(handed_to=wanted.held_by, state=State.HANDED))
    return cases


def in_order(cases: CaseQuerySet, state: str) -> CaseQuerySet:
    """One of the desk's lists. Open historic cases stand in none but their own."""
    if state == HISTORIC:
        return cases.open().order_by("priority", "-last_hit_at", "-id")
    if state == State.CLOSED:
        return cases.filter(state=state).order_by("-closed_at", "-id")
    if state == State.WAITING:
        return cases.filter(state=state).order_by("waits_until", "id")
    return (cases.filter(state=state) if state in State.values else cases.open()).most_urgent_first()


def spans_of(flag: Flag) -> list[tuple[int, int]]:
    """[start, end) places of the words that hit, in the raw text."""
    return [(span[0], span[1]) for hit in flag.hits for span in hit["spans"]]


@dataclass(frozen=True, slots=True)
class Row:
    """`also`: the same text stands in these too, under other topics. `age`: since the case was opened."""

    case: Case
    due: str
    late: bool
    age: str
    excerpt: list[Piece]
    also: list[Case]


@dataclass(frozen=True, slots=True)
class Due:
    """`due` says it in words ("due in 12 min")."""

    due: str
    late: bool


def due_of(case: Case, *, now: datetime | None = None) -> Due:
    """A case that waits is due when its time comes, and one that is closed is not."""
    now = now or timezone.now()
    if case.state == State.WAITING and case.waits_until is not None:
        return Due(f"waits until {timezone.localtime(case.waits_until):%-d %b, %H:%M}", False)
    if case.due_at is None:
        return Due("no clock", False)
    return Due(clocks.in_words(case.due_at, now), case.due_at < now)


@dataclass(frozen=True, slots=True)
class Page:
    """`number` counts from 1. `total`: cases on all pages; None where nobody counted. `counts`: state -> cases, of every
    open state."""

    number: int
    rows: list[Row]
    has_next: bool
    total: int | None = None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def last(self) -> int | None:
        return None if self.total is None else _pages(self.total)

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.has_next else None


def page_of(wanted: Wanted, *, by: Person, number: int = 1, now: datetime | None = None) -> Page:
    """Three statements, however many cases and texts there are."""
    found = narrowed(Case.objects.visible_to(by), wanted)
    counts = _counts(found) if wanted.state != HISTORIC else {}
    total = _total(wanted.state, counts)
    number = max(number if total is None else min(number, _pages(total)), 1)
    start = (number - 1) * A_PAGE
    cases = list(with_what_a_row_shows(in_order(found, wanted.state))[start : start + A_PAGE + 1])
    shown = rows(cases[:A_PAGE], by=by, now=now)
    return Page(number, shown, len(cases) > A_PAGE, total, counts)


def _counts(found: CaseQuerySet) -> dict[str, int]:
    counted = (
        found.now().filter(state__in=COUNTED).order_by().values_list("state").annotate(count=Count("pk"))
    )
    return {**dict.fromkeys(COUNTED, 0), **dict(counted)}


def _total(state: str, counts: dict[str, int]) -> int | None:
    if state in (HISTORIC, State.CLOSED):
        return None
    return counts[state] if state else sum(counts.values())


def _pages(total: int) -> int:
    return max(-(-total // A_PAGE), 1)


def last_closed(person: Person) -> datetime | None:
    """For a desk where nothing waits."""
    closed = Case.objects.visible_to(person).now().filter(state=State.CLOSED).order_by("-closed_at")
    return closed.values_list("closed_at", flat=True).first()


def rows(cases: Iterable[Case], *, by: Person, now: datetime | None = None) -> list[Row]:
    """Of cases fetched `with_what_a_row_shows`; one statement, however many cases and texts."""
    now, cases = now or timezone.now(), list(cases)
    flags, also = _texts([text for case in cases if (text := _text_of(case)) is not None], by)
    return [_row(case, flags.get((case.pk, _text_of(case))), also, now) for case in cases]


def _text_of(case: Case) -> int | None:
    return case.first_text  # type: ignore[attr-defined]


Flags = dict[tuple[int, int | None], Flag]


def _texts(texts: Collection[int], by: Person) -> tuple[Flags, dict[int, list[Case]]]:
    """(case, text) -> its flag; and text -> the open cases it stands in, of those this person may see: one text may be
    about two topics, and so in two cases of its author."""
    seen = Case.objects.visible_to(by).now().open().filter(pk=OuterRef("case"))
    found = Flag.objects.filter(utterance__in=texts).select_related("utterance", "case")
    flags: Flags = {}
    also: dict[int, list[Case]] = {}
    for flag in found.annotate(seen=Exists(seen)).order_by("case__priority", "case_id"):
        flags[flag.case_id, flag.utterance_id] = flag
        if flag.seen:
            also.setdefault(flag.utterance_id, []).append(flag.case)
    return flags, also


def _row(case: Case, flag: Flag | None, also: dict[int, list[Case]], now: datetime) -> Row:
    others = [one for one in also.get(flag.utterance_id, []) if one.pk != case.pk] if flag else []
    shown = excerpt(flag.utterance.text, spans_of(flag), length=EXCERPT) if flag else []
    clock = due_of(case, now=now)
    age = clocks.span(max(int((now - case.opened_at).total_seconds() // 60), 0))
    return Row(case, clock.due, clock.late, age, shown, others)


def with_what_a_row_shows(cases: Any) -> Any:
    """Adds `first_text`: the id of the gravest text, the newest of them."""
    gravest = Flag.objects.filter(case=OuterRef("pk")).order_by("priority", "-raised_at", "-pk")
    known = cases.select_related("person", "service", "claimed_by", "closed_by", "handed_to")
    return known.annotate(first_text=Subquery(gravest.values("utterance")[:1]))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cases of one service that nobody has taken."""

    count: int
    late: int


def waiting_in(services: Collection[int], *, now: datetime | None = None) -> dict[int, Waiting]:
    """Service id -> how many wait, without the services in which none does. Numbers only: whoever runs a service may
    see them, and no case."""
    late = Count("pk", filter=Q(due_at__lt=now or timezone.now()))
    free = Case.objects.now().filter(service__in=services, state__in=[State.NEW, State.HANDED])
    counted = free.order_by().values_list("service").annotate(waits=Count("pk"), late=late)
    return {service: Waiting(waits, over) for service, waits, over in counted}
