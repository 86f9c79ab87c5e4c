"""Heavy use, then silence, then a return: the definition, as pure functions over days. The live building and
`replay_activity` both ask these, and nothing else decides.

A day is a local day of the trust that starts at 04:00: whoever writes at two in the night is still up. It is active when
the member did something themselves at least once; two hundred messages in one night are one day."""

import itertools
import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
STARTS_AT_HOUR = 4
# What somebody did themselves. Opening a mail, a failed sign-in, an import are not among them.
COUNTS = frozenset({"session", "read", "post", "comment", "chat", "message"})


@dataclass(frozen=True, slots=True)
class Settings:
    """In days, but for `percentile`. Defaults are the design's."""

    window: int = 28
    heavy: int = 8
    look_back: int = 56
    silent: int = 28
    times: int = 3
    percentile: float = 0.9
    quiet: int = 7

    @property
    def reach(self) -> int:
        """How many days before the last active one can still matter."""
        return self.look_back + self.window


DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class Heavy:
    """The fullest window, the earliest if tied; both ends included."""

    first: date
    last: date
    days: int
    step: int  # nearest-rank percentile of the steps between its active days


@dataclass(frozen=True, slots=True)
class Return:
    on: date
    last: date  # the active day before the silence
    silent: int
    heavy: Heavy


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    local = moment.astimezone(zone)
    return local.date() - DAY if local.hour < STARTS_AT_HOUR else local.date()


def heavy_before(
    days: Sequence[date], last: date, *, after: date | None = None, by: Settings = DEFAULTS
) -> Heavy | None:
    """The heavy window of the time that ended on `last`, or None. `days`: ascending, distinct; those of the last
    `by.reach` days up to `last` are enough. `after`: the day of an earlier return, before which nothing counts."""
    since = last - by.reach * DAY if after is None else max(after, last - by.reach * DAY)
    counted = days[bisect_left(days, since) : bisect_right(days, last)]
    best: tuple[int, date] | None = None
    for end in counted:
        if (last - end).days > by.look_back:
            continue
        first = bisect_left(counted, end - (by.window - 1) * DAY)
        held = bisect_right(counted, end) - first
        if held >= by.heavy and (best is None or held > best[0]):
            best = held, end
    if best is None:
        return None
    held, end = best
    begin = end - (by.window - 1) * DAY
    inside = counted[bisect_left(counted, begin) : bisect_right(counted, end)]
    return Heavy(begin, end, held, _percentile(inside, by.percentile))


def _percentile(days: Sequence[date], part: float) -> int:
    """Nearest rank of the steps between these days."""
    steps = sorted((later - earlier).days for earlier, later in itertools.pairwise(days))
    # Rounded first: 0.9 of ten is not a little more than nine.
    return steps[math.ceil(round(part * len(steps), 9)) - 1] if steps else 0


def silent_days(last: date, on: date, away: Collection[date]) -> int:
    """Days strictly between, without those on which nobody should wonder."""
    between = max((on - last).days - 1, 0)
    return between - sum(1 for day in away if last < day < on)


def returned(
    days: Sequence[date],
    on: date,
    *,
    away: Collection[date] = (),
    after: date | None = None,
    by: Settings = DEFAULTS,
) -> Return | None:
    """Whether the first event of day `on` is a return. `days`: the active days before it, as `heavy_before` wants them;
    `away`: distinct days of planned absences and outages."""  # fmt: skip
    if not days:
        return None
    last = days[-1]
    silent = silent_days(last, on, away)
    if silent < by.silent:
        return None
    heavy = heavy_before(days, last, after=after, by=by)
    if heavy is None or silent < by.times * heavy.step:
        return None
    return Return(on, last, silent, heavy)


def all_returns(
    days: Iterable[date], *, away: Collection[date] = (), by: Settings = DEFAULTS
) -> Iterator[Return]:
    """Every return of a life here, day by day, as it would have been seen at the time."""
    seen: list[date] = []
    after: date | None = None
    for on in sorted(set(days)):
        found = returned(seen[-by.reach :], on, away=away, after=after, by=by)
        if found is not None:
            after = on
            yield found
        seen.append(on)


def gone_quiet(
    days: Sequence[date], today: date, *, away: Collection[date] = (), after: date | None = None,
    by: Settings = DEFAULTS,
) -> Heavy | None:  # fmt: skip
    """The heavy window of a member who has been silent for `by.quiet` whole days at the beginning of `today`. Whether
    their last days held something urgent is asked by whoever knows."""
    if not days or silent_days(days[-1], today, away) < by.quiet:
        return None
    return heavy_before(days, days[-1], after=after, by=by)


def days_between(first: date, last: date) -> list[date]:
    """Both ends included."""
    return [first + n * DAY for n in range((last - first).days + 1)]
