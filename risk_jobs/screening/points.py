"""Small cues that count together: a list gives each word, or two words side by side, its points for or against.

A text is often settled by how it begins and how it ends, so a word may have points of its own there: `…fine` is
"fine" among the last words of a text, `hi…` "hi" among its first. What a text has of a list is a plain sum, each
cue counted once, and every cue that counted can be shown. The lists are data (fixtures/rules/points.yaml); a rule
asks for them by `points/24 worry`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from community.utterances.stems import stem
from community.utterances.views_of_text import Views

LINE = re.compile(r"\s*([+-]?\d{1,3})\s*:\s*(.+)", re.DOTALL)
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[^\w\s]")
ELSEWHERE = "…"
"""Stands for the rest of a text in a cue that counts at its beginning or its end only."""
FIRST_WORDS, LAST_WORDS = 4, 6
"""Words of a text that are its beginning, and its end."""
STRETCH = 120
"""Words over which a sum is taken: as many as the texts had from which the points were estimated."""
LONGEST_CUE = 2
"""Words of a cue."""
MOST_SHOWN = 8
"""Cues that are shown for a sum: those with the most points."""


class MistakeInList(ValueError):
    """A line of a list that cannot be read."""


Token = tuple[str, int, int]
"""A stem with the first and the last token of the text that it was read from."""


@dataclass(frozen=True, slots=True)
class Found:
    """One cue of a list in a text, as the list has it: its points, its first and its last token."""

    points: int
    first: int
    last: int
    cue: str


@dataclass(frozen=True, slots=True)
class Sum:
    """What a text has of one list."""

    total: int
    found: tuple[Found, ...]

    def strongest(self) -> list[Found]:
        """Of the cues that count for it those with the most points, none over another, in order of the text."""
        kept: list[Found] = []
        for one in sorted(self.found, key=lambda f: (-f.points, f.first)):
            if one.points <= 0 or len(kept) >= MOST_SHOWN:
                break
            if all(one.last < k.first or k.last < one.first for k in kept):
                kept.append(one)
        return sorted(kept, key=lambda f: f.first)

    def against(self) -> list[Found]:
        """Of the cues that count against it those with the most points."""
        return sorted((f for f in self.found if f.points < 0), key=lambda f: (f.points, f.first))[:MOST_SHOWN]


NOTHING = Sum(0, ())
Points = Mapping[str, int]
"""Cue, stemmed and with single spaces, to its points."""


def read_points(lines: Iterable[str]) -> dict[str, int]:
    """A list from its lines, each "12: goodbye, last time"; MistakeInList for one that cannot be read."""
    points: dict[str, int] = {}
    for line in lines:
        read = LINE.fullmatch(str(line))
        if not read:
            raise MistakeInList(f"“{str(line)[:40]}” is not written as “12: goodbye, last time”")
        for cue in read[2].split(","):
            points[_stemmed(cue)] = int(read[1])
    return points


def _stemmed(cue: str) -> str:
    written = cue.strip()
    before, after = (
        ELSEWHERE * sign for sign in (written.startswith(ELSEWHERE), written.endswith(ELSEWHERE))
    )
    words = WORD.findall(written.strip(ELSEWHERE).lower().replace("’", "'"))
    if not 1 <= len(words) <= (1 if before or after else LONGEST_CUE) or (before and after):
        raise MistakeInList(
            f"“{written[:40]}” is not one word, two side by side, or one that begins (“hi…”) or ends (“…fine”) a text"
        )
    return f"{before}{' '.join(map(stem, words))}{after}"


def stems_of(views: Views) -> list[Token]:
    """The words of a text as they are meant: what was disguised or misspelt in its likeliest reading."""
    words = views.words.words
    meant: list[tuple[str, int] | None] = [(word, at) for at, word in enumerate(words)]
    # The likeliest of a word comes first among its readings, so it is set last.
    readings = views.readings
    for at in sorted(range(len(readings)), key=lambda n: (readings[n].last - readings[n].first, -n)):
        reading = readings[at]
        for token in range(reading.first, reading.last + 1):
            meant[token] = None
        meant[reading.first] = (reading.word, reading.last)
    return [(stem(one[0]), at, one[1]) for at, one in enumerate(meant) if one is not None]


def cues_of(stems: Sequence[Token], begin: int = 0, end: int | None = None) -> Iterator[tuple[str, int, int]]:
    """Every cue that a list could know of these words, or of some of them, with its first and its last token."""
    end, tail = len(stems) if end is None else end, len(stems) - LAST_WORDS
    before: Token | None = None
    for at in range(begin, end):
        word, first, last = token = stems[at]
        yield word, first, last
        if before is not None:
            yield f"{before[0]} {word}", before[1], last
        if at < FIRST_WORDS:
            yield word + ELSEWHERE, first, last
        if at >= tail:
            yield ELSEWHERE + word, first, last
        before = token


def counted(stems: Sequence[Token], points: Points) -> Sum:
    """The sum of a list over the words of a text; of a long one, over the stretch that has the most. A page of
    ordinary words would else come to any number of points."""
    if len(stems) <= STRETCH:
        return _counted(cues_of(stems), points)
    starts = range(0, len(stems) - STRETCH // 2, STRETCH // 2)
    stretches = (cues_of(stems, at, min(at + STRETCH, len(stems))) for at in starts)
    return max((_counted(cues, points) for cues in stretches), key=lambda found: found.total)


def _counted(cues: Iterable[tuple[str, int, int]], points: Points) -> Sum:
    seen: dict[str, Found] = {}
    for cue, first, last in cues:
        if cue in points and cue not in seen:
            seen[cue] = Found(points[cue], first, last, cue)
    found = tuple(seen.values())
    return Sum(sum(f.points for f in found), found)


def spelt(found: Iterable[Found], views: Views) -> str:
    """Cues as they were written, each with its points."""
    return ", ".join(f"{_written(f, views)} {f.points:+d}" for f in found)


def _written(found: Found, views: Views) -> str:
    words = " ".join(views.words.words[found.first : found.last + 1])
    before, after = (ELSEWHERE * sign for sign in (found.cue[0] == ELSEWHERE, found.cue[-1] == ELSEWHERE))
    return f"{before}{words}{after}"
