"""Shares with their intervals: a small count is never shown as a bare percentage."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, and between which shares the true one lies with 95 % confidence (Wilson, 1927)."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float]:
        if not self.whole:
            return 0.0, 1.0
        n, p, z2 = self.whole, self.part / self.whole, Z95**2
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def low(self) -> int:
        """Percent."""
        return round(100 * self.interval[0])

    @property
    def high(self) -> int:
        """Percent."""
        return round(100 * self.interval[1])

    @property
    def percent(self) -> int:
        return round(100 * (self.share or 0))

    def __str__(self) -> str:
        if not self.whole:
            return "none judged yet"
        return f"{self.part} of {self.whole} ({self.percent} %, by chance {self.low}–{self.high} %)"


@dataclass(frozen=True, slots=True)
class Recall:
    """Of all texts that should be read, the share that the rules flagged; `low` and `high` by the interval of
    the share of unflagged texts that should have been. None where nothing was audited yet."""

    share: float | None
    low: float
    high: float

    @property
    def percents(self) -> tuple[int, int, int]:
        return round(100 * (self.share or 0)), round(100 * self.low), round(100 * self.high)


def recall(*, flagged: int, useful: Share, unflagged: int, missed: Share) -> Recall:
    """`flagged` and `unflagged`: all texts of the time; `useful` and `missed`: what was found in samples."""
    right = flagged * (useful.share if useful.share is not None else 1.0)
    if not missed.whole:
        return Recall(None, 0.0, 1.0)
    low, high = missed.interval

    def at(share: float) -> float:
        lost = unflagged * share
        return right / (right + lost) if right + lost else 1.0

    return Recall(at(missed.part / missed.whole), at(high), at(low))
