"""Whoever is called has to have rested. What is refused, and what is said to whoever plans. Pure functions over stretches of
one person, in whichever services."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

Stretch = tuple[datetime, datetime]

LONGEST = timedelta(hours=24)
# Nobody may be called for more than this in any seven days, however the stretches lie.
MOST_IN_A_WEEK = timedelta(hours=72)
WEEK = timedelta(days=7)
# Less than this between two stretches is no rest (Working Time Regulations 1998, regulation 10): they are one in a row.
DAILY_REST = timedelta(hours=11)
NIGHT = time(0), time(5)
NIGHTS_IN_A_WEEK = 3


def most_in_a_week(stretches: Sequence[Stretch]) -> timedelta:
    """The fullest seven days; it begins where a stretch begins, or ends where one ends."""
    begins = [starts for starts, _ in stretches] + [ends - WEEK for _, ends in stretches]
    return max(
        sum((max(min(ends, first + WEEK) - max(starts, first), timedelta()) for starts, ends in stretches), timedelta())
        for first in begins
    )  # fmt: skip


def in_a_row(stretches: Iterable[Stretch]) -> timedelta:
    """The longest time without a daily rest in it, from its beginning to its end."""
    longest, begun, until = timedelta(), None, None
    for starts, ends in sorted(stretches):
        if until is None or starts - until >= DAILY_REST:
            begun = starts
        until = ends if until is None else max(until, ends)
        assert begun is not None
        longest = max(longest, until - begun)
    return longest


def nights(stretches: Iterable[Stretch]) -> list[date]:
    """Mornings of the wall clock before which somebody could have been called between midnight and five."""
    found: set[date] = set()
    for starts, ends in stretches:
        day, last = timezone.localdate(starts), timezone.localdate(ends)
        while day <= last:
            begins, over = (timezone.make_aware(datetime.combine(day, at)) for at in NIGHT)
            if starts < over and ends > begins:
                found.add(day)
            day += timedelta(days=1)
    return sorted(found)


def most_nights_in_a_week(stretches: Iterable[Stretch]) -> int:
    found = nights(stretches)
    return max((sum(first <= one < first + WEEK for one in found) for first in found), default=0)


def warnings(stretches: Sequence[Stretch]) -> list[str]:
    """What whoever plans should know; nothing of it is refused. Each goes on from "pat is on call"."""
    found = []
    row, held = in_a_row(stretches), most_nights_in_a_week(stretches)
    if row > LONGEST:
        hours, rest = round(row / timedelta(hours=1)), DAILY_REST // timedelta(hours=1)
        found.append(f"for {hours} hours without {rest} hours of rest in between")
    if held > NIGHTS_IN_A_WEEK:
        found.append(f"on {held} nights within a week")
    return found


def gaps(stretches: Iterable[Stretch], first: datetime, last: datetime) -> list[Stretch]:
    """The times between `first` and `last` that no stretch covers."""
    found, free = [], first
    for starts, ends in sorted(stretches):
        if starts > free:
            found.append((free, min(starts, last)))
        free = max(free, ends)
        if free >= last:
            return found
    return [*found, (free, last)]
