"""What the readings of a word are measured against: the words worth finding, and the words that are real."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .sounds import LONG_FROM, MOST_APART, sound_of

NEAR_FROM = 5
"""Words shorter than this are never corrected: too many real words and names stand one letter away."""
MOST_NEAR = 4
"""Equally near targets kept as readings of one word."""
FAR_FROM = 9
"""From this length on, two slips are allowed."""


@dataclass(eq=False)
class Vocabulary:
    """`targets`: words rules look for. `real`: words never "corrected". `emoji`: character → name (a
    word)."""

    targets: frozenset[str] = frozenset()
    real: frozenset[str] = frozenset()
    emoji: Mapping[str, str] = field(default_factory=dict)
    contractions: Mapping[str, str] = field(default_factory=dict)
    masked: tuple[str, ...] = ()
    """What people write with stars, the likeliest first."""
    _near: dict[str, list[str]] = field(init=False, repr=False)
    _lengths: dict[int, list[str]] = field(init=False, repr=False)
    _sounds: dict[str, list[str]] = field(init=False, repr=False)
    longest: int = field(init=False)
    plain: frozenset[str] = field(init=False, repr=False)
    """Words that stand for themselves: nothing more is looked for in them."""
    memory: dict[str, tuple[tuple[str, str], ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.longest = max(map(len, self.targets), default=0)
        self.plain = (self.real | self.targets) - self.contractions.keys()
        self._near, self._lengths, self._sounds = {}, {}, {}
        for word in sorted(self.targets):
            self._lengths.setdefault(len(word), []).append(word)
            if sound := sound_of(word):
                self._sounds.setdefault(sound, []).append(word)
            if len(word) >= NEAR_FROM:
                for key in _keys(word, 2 if len(word) >= FAR_FROM else 1):
                    self._near.setdefault(key, []).append(word)

    def known(self, word: str) -> bool:
        """True for a word that needs no other reading."""
        return word in self.real or word in self.targets

    def by_length(self, length: int) -> list[str]:
        """The targets of that many letters."""
        return self._lengths.get(length, [])

    def near(self, word: str) -> tuple[str, ...]:
        """The targets within the allowed number of slips, the nearest alone; () for a real word."""
        if not NEAR_FROM - 1 <= len(word) <= self.longest + 2 or self.known(word):
            return ()
        far = 2 if len(word) >= FAR_FROM - 1 else 1
        found = {t: slips(word, t) for key in _keys(word, far) for t in self._near.get(key, ())}
        allowed = [(n, t) for t, n in found.items() if n <= (2 if len(t) >= FAR_FROM else 1)]
        least = min(allowed)[0] if allowed else 0
        return tuple(sorted(t for n, t in allowed if n == least))[:MOST_NEAR]

    def sounding(self, word: str) -> tuple[str, ...]:
        """The target that sounds like the word, the nearest in letters; () for a real word."""
        if self.known(word) or not (sound := sound_of(word)):
            return ()
        alike = [(slips(word, t), t) for t in self._sounds.get(sound, ())]
        least = min(alike, default=(MOST_APART + 1, ""))
        return (least[1],) if least[0] <= (MOST_APART if len(word) > LONG_FROM else 2) else ()


NO_VOCABULARY = Vocabulary()
"""Views without a lexicon: everything but misspellings, emoji names and letters joined to known words."""


def _keys(word: str, deletions: int) -> Iterator[str]:
    """The word and all it becomes by dropping up to `deletions` letters (Garbe's symmetric delete)."""
    keys = {word}
    for _ in range(deletions):
        keys |= {k[:i] + k[i + 1 :] for k in keys for i in range(len(k))}
    return iter(sorted(keys))


def slips(a: str, b: str) -> int:
    """Letters added, dropped, changed or swapped with a neighbour between two words (short ones: O(len²))."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def inflections(word: str) -> Iterable[str]:
    """The regular forms of a word, so that a slip in any of them is still near."""
    yield from (word, word + "s", word + "es" if word.endswith(("s", "x", "ch", "sh")) else word)
    if word.endswith("e"):
        yield from (word + "d", word[:-1] + "ing")
    elif word.endswith("y"):
        yield from (word[:-1] + "ies", word[:-1] + "ied", word + "ing")
    else:
        yield from (word + "ed", word + "ing")
        if len(word) > 2 and word[-1] not in "aeiouwxy" and word[-2] in "aeiou" and word[-3] not in "aeiou":
            yield from (word + word[-1] + "ed", word + word[-1] + "ing")
