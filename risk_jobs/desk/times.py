"""How long cases wait: for a first look, and until they are closed. Per week and priority, for who runs a service.

What is still open is counted with the others: a week in which nobody looked must not look good. Of no clinician: it is the
team's time, and whoever takes the hardest cases would look slow."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from community.people.models import Service
from risk_jobs.desk import clocks
from risk_jobs.desk.models import Case

WEEKS = 12
WEEK = timedelta(days=7)
PRIORITIES = (1, 2, 3)
STEP, BAR, HEIGHT = 24, 16, 100  # of the drawing


@dataclass(frozen=True, slots=True)
class Wait:
    """Minutes; None where the case at that rank still waits."""

    minutes: int | None

    def __str__(self) -> str:
        """ "12 min"."""
        return "still waits" if self.minutes is None else clocks.span(self.minutes)


@dataclass(frozen=True, slots=True)
class Times:
    """Of the cases of one week and priority. Each pair is (median, P90), by nearest rank."""

    begins: date
    cases: int
    look: tuple[Wait, Wait]
    close: tuple[Wait, Wait]
    open: int  # of them, still open
    left: int = 0
    top: int = HEIGHT  # of the bar of the median first look
    mark: int | None = None  # where P90 stands

    @property
    def height(self) -> int:
        return HEIGHT - self.top


@dataclass(frozen=True, slots=True)
class Report:
    """The newest week last."""

    priority: int
    weeks: list[Times]
    highest: str  # what the full height of the drawing is

    @property
    def cases(self) -> int:
        return sum(week.cases for week in self.weeks)

    @property
    def is_drawn(self) -> bool:
        """Without a median there is no bar."""
        return any(week.look[0].minutes is not None for week in self.weeks)


Stamps = tuple[datetime, datetime | None, datetime | None]  # opened, first looked at, closed


def reports_of(service: Service, *, now: datetime | None = None) -> list[Report]:
    """One statement. By the priority a case has now: what was raised belongs to where it was raised to."""
    now = now or timezone.now()
    first = _monday(timezone.localtime(now).date()) - (WEEKS - 1) * WEEK
    begins = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    cases = Case.objects.now().filter(service=service, opened_at__gte=begins, opened_at__lte=now)
    rows = cases.order_by().values_list("priority", "opened_at", "shown_at", "closed_at")
    found: dict[tuple[int, date], list[Stamps]] = defaultdict(list)
    for priority, opened, shown, closed in rows.iterator(5_000):
        found[priority, _monday(timezone.localtime(opened).date())].append((opened, shown, closed))
    return [
        _report(priority, [(first + n * WEEK, found[priority, first + n * WEEK]) for n in range(WEEKS)])
        for priority in PRIORITIES
    ]


def _report(priority: int, weeks: Iterable[tuple[date, list[Stamps]]]) -> Report:
    times = [_times(begins, cases) for begins, cases in weeks]
    highest = max([1, *(wait.minutes or 0 for week in times for wait in week.look)])
    return Report(priority, [_drawn(week, n, highest) for n, week in enumerate(times)], clocks.span(highest))


def _times(begins: date, cases: list[Stamps]) -> Times:
    looks = _waits((opened, shown) for opened, shown, _closed in cases)
    closes = _waits((opened, closed) for opened, _shown, closed in cases)
    still = sum(closed is None for _opened, _shown, closed in cases)
    return Times(begins, len(cases), _spread(looks), _spread(closes), still)


def _waits(pairs: Iterable[tuple[datetime, datetime | None]]) -> list[int | None]:
    """In order, those that still wait last: each of them will be longer than it is now."""
    minutes = [
        None if until is None else int((until - since).total_seconds() // 60) for since, until in pairs
    ]
    done: list[Any] = sorted(one for one in minutes if one is not None)
    return done + [None] * (len(minutes) - len(done))


def _spread(waits: Sequence[int | None]) -> tuple[Wait, Wait]:
    return _rank(waits, 50), _rank(waits, 90)


def _rank(waits: Sequence[int | None], percent: int) -> Wait:
    return Wait(waits[-(-percent * len(waits) // 100) - 1]) if waits else Wait(None)


def _drawn(week: Times, number: int, highest: int) -> Times:
    def at(wait: Wait) -> int | None:
        return None if wait.minutes is None else HEIGHT - round(wait.minutes * HEIGHT / highest)

    median, most = (at(wait) for wait in week.look)
    return Times(
        week.begins, week.cases, week.look, week.close, week.open, number * STEP + (STEP - BAR) // 2,
        HEIGHT if median is None else median, most,
    )  # fmt: skip


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
