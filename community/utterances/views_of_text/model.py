"""The shapes that the views of a text are given in."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

VIEWS_VERSION = "6"
"""Changes whenever the same raw text would give other views: texts indexed under another version are
re-indexed."""

Span = tuple[int, int]
"""Half-open [start, end) in characters of the raw text."""


CHECK_EVERY = 2_000
"""Pieces of a text read between two looks at the clock."""


class NotEnoughTime(Exception):
    """The deadline given to `views_of` passed before the views were ready."""


def in_time(deadline: float | None) -> None:
    """NotEnoughTime when `deadline`, in seconds of time.monotonic(), has passed."""
    if deadline is not None and time.monotonic() > deadline:
        raise NotEnoughTime


@dataclass(frozen=True, slots=True)
class View:
    """One derived string and where each of its characters came from.

    `starts[i]`, `ends[i]`: the raw characters behind character i; None means the view is as long as the raw
    text and every character stands where it stood.
    """

    name: str
    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def raw_span(self, start: int, end: int) -> Span:
        """The raw [start, end) behind the non-empty [start, end) of this view."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no span {start}..{end} in a view of {len(self.text)} characters")
        if self.starts is None or self.ends is None:
            return start, end
        # Read from right to left, the first letter of a word is the last of its raw characters.
        return min(self.starts[start:end]), max(self.ends[start:end])


@dataclass(frozen=True, slots=True)
class Token:
    """One plain word: folded, with its raw offsets and whether it stands in quoted text."""

    word: str
    start: int
    end: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Another way to read the tokens [first, last]: what they say, and the view that reads them so."""

    first: int
    last: int
    word: str
    view: str
    at: Span | None = None
    """Where it stands in the folded view when that is more than its tokens: "$uicide" begins with its
    symbol."""


class Words:
    """The plain words of the folded view; their offsets are worked out only when somebody asks."""

    def __init__(self, text: str, cutter: re.Pattern[str]) -> None:
        self.words: list[str] = cutter.findall(text)
        self._text, self._cutter = text, cutter

    @cached_property
    def spans(self) -> list[Span]:
        """[start, end) of each word in the folded view, not in raw."""
        return [m.span() for m in self._cutter.finditer(self._text)]

    @cached_property
    def starts(self) -> list[int]:
        """The first half of `spans`."""
        return [a for a, _ in self.spans]

    @cached_property
    def ends(self) -> list[int]:
        """The second half of `spans`."""
        return [b for _, b in self.spans]


@dataclass(eq=False)
class Views:
    """All views of one raw text."""

    raw: str
    folded: View
    words: Words
    readings: tuple[Reading, ...] = ()
    quoted: tuple[Span, ...] = ()
    """Raw spans of quoted lines and blocks: another's words, repeated."""
    earlier_views: tuple[View, ...] = field(default=(), repr=False)

    version = VIEWS_VERSION

    def raw_span(self, first: int, last: int) -> Span:
        """Raw [start, end) of the tokens first..last, both included."""
        wider = self._wider.get((first, last)) if self.readings else None
        start, end = wider or (self.words.spans[first][0], self.words.spans[last][1])
        return self.folded.raw_span(start, end)

    @cached_property
    def _wider(self) -> dict[tuple[int, int], Span]:
        return {(r.first, r.last): r.at for r in self.readings if r.at}

    def in_quote(self, first: int) -> bool:
        """True when token `first` stands in text quoted from elsewhere."""
        if not self.quoted:
            return False
        start = self.raw_span(first, first)[0]
        return any(a <= start < b for a, b in self.quoted)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The plain words with raw offsets, in order."""
        spans = (self.raw_span(i, i) for i in range(len(self.words.words)))
        quoted = (self.in_quote(i) for i in range(len(self.words.words)))
        return tuple(Token(w, a, b, q) for w, (a, b), q in zip(self.words.words, spans, quoted, strict=True))

    @property
    def index_tokens(self) -> list[str]:
        """For the search index: the plain words in order, then every other reading once."""
        return self.words.words + sorted({r.word for r in self.readings})

    @property
    def views(self) -> tuple[View, ...]:
        """The string views, from the nearest to raw to the farthest; the last is what words are cut from."""
        return (View("raw", self.raw), *self.earlier_views, self.folded)
