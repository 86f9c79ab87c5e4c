"""Lists of context words, compiled once each and looked up by the first word of each phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

SPACED_WORD = re.compile(r"(?<= )\S+(?= )")
NUMBER = r"(?:\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|few|several|some|couple|many)"
OPEN_START = re.compile(r"[_#%]|.*\*$")


class Phrases:
    """Phrases over whole words of a line with single spaces: `_` is any one word, `#` a number, `%` a year, a
    trailing `*` any ending. A long list costs as much as a short one: only phrases whose first word stands in
    the line are tried."""

    def __init__(self, phrases: Sequence[str]) -> None:
        firsts: dict[str, list[str]] = {}
        for phrase in phrases:
            first = phrase.split()[0]
            firsts.setdefault("" if OPEN_START.fullmatch(first) else first, []).append(phrase)
        self._open = _pattern(firsts.pop("", []))
        self._by_first = {first: _pattern(own) for first, own in firsts.items()}

    def finditer(self, line: str) -> Iterator[re.Match[str]]:
        """The phrases in the line from left to right, none over another."""
        done = 0
        for word in SPACED_WORD.finditer(line):
            at = word.start()
            if at < done:
                continue
            own = self._by_first.get(word.group())
            found = (own and own.match(line, at)) or (self._open and self._open.match(line, at))
            if found:
                done = found.end()
                yield found

    def search(self, line: str) -> re.Match[str] | None:
        """The first phrase in the line."""
        return next(self.finditer(line), None)

    def rest(self, line: str) -> str:
        """The line without the phrases."""
        return "".join(self.between(line))

    def between(self, line: str) -> list[str]:
        """What stands before, between and after the phrases."""
        ends = [0, *(edge for found in self.finditer(line) for edge in found.span()), len(line)]
        return [line[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True)]


def _pattern(phrases: Sequence[str]) -> re.Pattern[str] | None:
    """Alternatives over whole words, the longest first."""
    if not phrases:
        return None
    parts = (" ".join(map(_word, phrase.split())) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(f"(?:{'|'.join(parts)})(?= )")


def _word(word: str) -> str:
    if word in ("_", "#", "%"):
        return {"_": r"\S+", "#": NUMBER, "%": r"(?:19|20)\d\d"}[word]
    return re.escape(word[:-1]) + r"\S*" if word.endswith("*") else re.escape(word)
