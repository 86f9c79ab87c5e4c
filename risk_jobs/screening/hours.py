"""Hours of the day in which a rule looks: `hour: 22–06`, local time, over midnight if need be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .language import MistakeInRule

WRITTEN = re.compile(r"\s*(\d{1,2})(?::00)?\s*(?:[-‐-―]|to)\s*(\d{1,2})(?::00)?\s*")


@dataclass(frozen=True, slots=True)
class Hours:
    """From the start of hour `first` up to the start of hour `end`; 22–06 is the night, 09–17 the day."""

    first: int
    end: int

    def __contains__(self, hour: int) -> bool:
        if self.first < self.end:
            return self.first <= hour < self.end
        return hour >= self.first or hour < self.end

    def __str__(self) -> str:
        return f"{self.first:02}–{self.end:02}"


def read_hours(written: str) -> Hours:
    """The hours behind "22–06"; MistakeInRule for what is no span of hours."""
    found = WRITTEN.fullmatch(written)
    if not found:
        raise MistakeInRule(f"hour is written as 22–06, “{written}” is not")
    first, end = int(found[1]), int(found[2])
    if first > 23 or end > 24 or first == end % 24:
        raise MistakeInRule(f"“{written}” is no span of hours: from 00–23, to another hour up to 24")
    return Hours(first, end)
