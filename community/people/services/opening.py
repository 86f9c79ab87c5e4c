"""Is the team of a service at work now, and if not, when next? Wall-clock hours of the trust's own time zone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from community.people.models import ClosedDay, OpeningHours, Service

LAST_MINUTE = time(23, 59)  # how "until midnight" is written
LOOK_AHEAD_DAYS = 370
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class Week:
    """`hours`: weekday (0 is Monday) -> (opens, closes) of that day; `closed`: days without any."""

    hours: dict[int, list[tuple[time, time]]] = field(default_factory=dict)
    closed: frozenset[date] = frozenset()

    def stretches(self, since: datetime) -> Iterator[Stretch]:
        """[opens, closes) from the day of `since` on, in order; two that touch are one."""
        last: Stretch | None = None
        for opens, closes in self._days(timezone.localtime(since).date()):
            if last and opens <= last[1]:
                last = (last[0], max(last[1], closes))
                continue
            if last:
                yield last
            last = (opens, closes)
        if last:
            yield last

    def _days(self, first: date) -> Iterator[Stretch]:
        # From a day early: a stretch that began yesterday at noon and goes on past midnight is one with today's.
        for n in range(-1, LOOK_AHEAD_DAYS):
            day = first + timedelta(days=n)
            if day not in self.closed:
                for opens, closes in sorted(self.hours.get(day.weekday(), [])):
                    yield _at(day, opens), _end(day, closes)


def _at(day: date, when: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, when))


def _end(day: date, closes: time) -> datetime:
    return _at(day + timedelta(days=1), time()) if closes >= LAST_MINUTE else _at(day, closes)


@dataclass(frozen=True, slots=True)
class Opening:
    """`known` is False for a service that has not said its hours: then nothing is shown."""

    known: bool
    until: datetime | None = None  # when it closes, if it is open
    next_open: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.until is not None

    def in_words(self, now: datetime | None = None) -> str:
        """ "The team is here until 17:00." or "The team is here again on Monday at 09:00." """
        if not self.known:
            return ""
        today = timezone.localdate(now)
        if self.until:
            return f"The team is here until {_when(self.until, today)}."
        if self.next_open:
            at = "at " if timezone.localdate(self.next_open) == today else ""
            return f"The team is here again {at}{_when(self.next_open, today)}."
        return "The team is not here now."


def _when(moment: datetime, today: date) -> str:
    """ "17:00", "tomorrow at 09:00", "on Monday at 09:00", "on Monday 4 January at 09:00"."""
    at = timezone.localtime(moment)
    days = (at.date() - today).days
    if days == 0 or (days == 1 and not at.time()):
        return f"{at:%H:%M}" if at.time() else "midnight"
    day = "tomorrow" if days == 1 else f"on {at:%A}" if days < 7 else f"on {at:%A %-d %B}"
    return f"{day} at {at:%H:%M}"


def opening(service: Service, now: datetime | None = None) -> Opening:
    """Open now, and until when; or when next."""
    return opening_in(week_of(service), now)


def opening_in(week: Week, now: datetime | None = None) -> Opening:
    now = now or timezone.now()
    if not week.hours:
        return Opening(known=False)
    for opens, closes in week.stretches(now):
        if closes > now:
            return Opening(True, until=closes) if opens <= now else Opening(True, next_open=opens)
    return Opening(known=True)


def week_of(service: Service | int) -> Week:
    pk = service if isinstance(service, int) else service.pk
    return weeks_of([pk])[pk]


def weeks_of(services: Iterable[int]) -> dict[int, Week]:
    """Service id -> its week, in two statements whatever their number."""
    hours: dict[int, dict[int, list[tuple[time, time]]]] = {pk: {} for pk in services}
    closed: dict[int, set[date]] = {pk: set() for pk in hours}
    rows = OpeningHours.objects.filter(service__in=hours)
    for pk, weekday, opens, closes in rows.values_list("service", "weekday", "opens", "closes"):
        hours[pk].setdefault(weekday, []).append((opens, closes))
    open_sometimes = [pk for pk in hours if hours[pk]]
    if not open_sometimes:  # a day on which who is never here is away is no news
        return {pk: Week({}, frozenset()) for pk in hours}
    for pk, day in ClosedDay.objects.filter(service__in=open_sometimes).values_list("service", "day"):
        closed[pk].add(day)
    return {pk: Week(hours[pk], frozenset(closed[pk])) for pk in hours}


def end_of_next_working_day(service: Service | int, now: datetime) -> datetime | None:
    """When the service closes on the first day after today on which it opens; None if its hours are not said."""
    today = timezone.localdate(now)
    later = (closes for opens, closes in week_of(service).stretches(now) if timezone.localdate(opens) > today)
    return next(later, None)
