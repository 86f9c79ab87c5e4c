"""The words a rule is written in: read from text, and found in a text.

    cutting              a word in any of its forms               "exact words"        as they stand, side by side
    laxat*               words beginning so                       "want die"~3         in order, at most 3 words between
    emoji:knife          an emoji by its name                     concept:kin          any wording of a concept
    a near/5 b           within 5 words, in any order             a then/5 b           within 5 words, in this order
    a and b,  a or b,  ( … )                                      in a phrase: a|b either, a? may be absent, _ any word

There are no regular expressions for clinicians, so no pattern can take more than its length times the text's.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Protocol

from .stems import beginnings, stem

Place = tuple[int, int, str]
"""First token, last token, the view that read them so."""
MOST_MATCHES = 12
"""Matches of one clause looked at in one text; a text that says it more often says nothing new."""


class MistakeInRule(ValueError):
    """A rule that cannot be read; `column` is the character of the expression where reading stopped."""

    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.column = column


class Text(Protocol):
    """What a clause needs to know of a text."""

    positions: list[int]

    def places(self, symbol: str) -> list[Place]:
        """Where a symbol stands, sorted by first token."""
        ...


@dataclass(frozen=True, slots=True)
class Match:
    """One finding: the places that made it, in order of the clause."""

    places: tuple[Place, ...]

    @property
    def first(self) -> int:
        return min(p[0] for p in self.places)

    @property
    def last(self) -> int:
        return max(p[1] for p in self.places)

    def tokens(self) -> set[int]:
        """All tokens that were matched, without the words that were skipped between them."""
        return {t for a, b, _ in self.places for t in range(a, b + 1)}


@dataclass(frozen=True, slots=True)
class Term:
    """One symbol: `=word` exact, `~stem` any form, `^pre` beginning, `@name` concept."""

    symbol: str

    def find(self, text: Text) -> list[Match]:
        return [Match((p,)) for p in text.places(self.symbol)[:MOST_MATCHES]]

    def symbols(self) -> set[str]:
        return {self.symbol}


@dataclass(frozen=True, slots=True)
class Phrase:
    """Symbols in order with at most `slop` words between them in all; each element is any one of its symbols."""

    elements: tuple[tuple[str, ...], ...]
    slop: int = 0

    def find(self, text: Text) -> list[Match]:
        found: list[Match] = []
        for start in _places(text, self.elements[0]):
            match = self._from(start, text)
            if match:
                found.append(match)
                if len(found) >= MOST_MATCHES:
                    break
        return found

    def _from(self, start: Place, text: Text) -> Match | None:
        """The tightest match that begins here: states are end token → (words skipped, places so far)."""
        states: dict[int, tuple[int, tuple[Place, ...]]] = {start[1]: (0, (start,))}
        for element in self.elements[1:]:
            states = self._step(states, element, text)
            if not states:
                return None
        return Match(min(states.values())[1])

    def _step(self, states: dict[int, tuple[int, tuple[Place, ...]]], element: tuple[str, ...],
              text: Text) -> dict[int, tuple[int, tuple[Place, ...]]]:  # fmt: skip
        at, after = text.positions, {}
        if element == ("*",):
            return {e + 1: s for e, s in states.items() if e + 1 < len(at) and at[e + 1] == at[e] + 1}
        places = _places(text, element)
        for end, (skipped, path) in states.items():
            for place in places[bisect_left(places, (end + 1, 0, "")) :]:
                gap = at[place[0]] - at[end] - 1
                if skipped + gap > self.slop:
                    break
                new = (skipped + gap, (*path, place))
                if place[1] not in after or new < after[place[1]]:
                    after[place[1]] = new
        return after

    def symbols(self) -> set[str]:
        return {s for e in self.elements for s in e if s != "*"}


def _places(text: Text, element: tuple[str, ...]) -> list[Place]:
    if len(element) == 1:
        return text.places(element[0])
    return sorted(p for symbol in element for p in text.places(symbol))


@dataclass(frozen=True, slots=True)
class Near:
    """Two clauses within `words` words of each other."""

    left: Clause
    right: Clause
    words: int
    ordered: bool = False

    def find(self, text: Text) -> list[Match]:
        found: list[Match] = []
        rights = self.right.find(text)
        for a in self.left.find(text) if rights else ():
            b = next((b for b in rights if self._close(a, b, text.positions)), None)
            if b:
                found.append(Match((*a.places, *b.places)))
        return found[:MOST_MATCHES]

    def _close(self, a: Match, b: Match, at: list[int]) -> bool:
        if a.last < b.first:
            return at[b.first] - at[a.last] - 1 <= self.words
        if b.last < a.first:
            return not self.ordered and at[a.first] - at[b.last] - 1 <= self.words
        return False

    def symbols(self) -> set[str]:
        return self.left.symbols() | self.right.symbols()


@dataclass(frozen=True, slots=True)
class All:
    """Every clause somewhere in the text."""

    parts: tuple[Clause, ...]

    def find(self, text: Text) -> list[Match]:
        found = [part.find(text) for part in self.parts]
        if not all(found):
            return []
        return [Match(tuple(place for matches in found for place in matches[0].places))]

    def symbols(self) -> set[str]:
        return {s for p in self.parts for s in p.symbols()}


@dataclass(frozen=True, slots=True)
class Either:
    """Any of the clauses."""

    parts: tuple[Clause, ...]

    def find(self, text: Text) -> list[Match]:
        return [m for part in self.parts for m in part.find(text)][:MOST_MATCHES]

    def symbols(self) -> set[str]:
        return {s for p in self.parts for s in p.symbols()}


Clause = Term | Phrase | Near | All | Either

PIECES = re.compile(
    r"""\s*(?:(?P<phrase>"(?P<inside>[^"]*)"(?P<slop>~\d{1,2})?)|(?P<near>(?:near|then)/\d{1,2}\b)"""
    r"""|(?P<word>(?:concept:|emoji:)?[^\s()"]+)|(?P<mark>[()]))"""
)


def read_clause(written: str) -> Clause:
    """The clause behind its written form; MistakeInRule names the place where it cannot be read."""
    reader = _Reader(written)
    clause = reader.either()
    if reader.at < len(reader.pieces):
        raise MistakeInRule("something is left over here", reader.column())
    return clause


class _Reader:
    """Recursive descent over at most a few dozen pieces; or binds loosest, then and, then near."""

    def __init__(self, written: str) -> None:
        self.written, self.at = written, 0
        self.pieces: list[re.Match[str]] = []
        end = 0
        while written[end:].strip():
            piece = PIECES.match(written, end)
            if not piece:
                raise MistakeInRule("this cannot be read", end)
            self.pieces.append(piece)
            end = piece.end()
        if not self.pieces:
            raise MistakeInRule("nothing is looked for")

    def column(self) -> int:
        return self.pieces[self.at].start() if self.at < len(self.pieces) else len(self.written)

    def _take(self, *words: str) -> str | None:
        piece = self.pieces[self.at] if self.at < len(self.pieces) else None
        text = piece.group().strip() if piece else None
        if text is not None and text.partition("/")[0] in words:
            self.at += 1
            return text
        return None

    def either(self) -> Clause:
        parts = [self.all()]
        while self._take("or"):
            parts.append(self.all())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def all(self) -> Clause:
        parts = [self.near()]
        while self._take("and"):
            parts.append(self.near())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def near(self) -> Clause:
        clause = self.unit()
        while link := self._take("near", "then"):
            kind, _, words = link.partition("/")
            if not words.isdigit():
                raise MistakeInRule(f"{kind} needs a number of words, as in {kind}/5", self.column())
            clause = Near(clause, self.unit(), int(words), ordered=kind == "then")
        return clause

    def unit(self) -> Clause:
        if self.at >= len(self.pieces):
            raise MistakeInRule("a word or phrase is missing at the end", len(self.written))
        piece = self.pieces[self.at]
        self.at += 1
        if piece.group("phrase"):
            return _phrase(piece.group("inside"), piece.group("slop"), piece.start())
        if piece.group("word"):
            return Term(_symbol(piece.group("word"), piece.start()))
        if piece.group("mark") != "(":
            raise MistakeInRule("a word or phrase is missing here", piece.start())
        clause = self.either()
        if self._take(")") is None:
            raise MistakeInRule("a bracket is not closed", self.column())
        return clause


def _phrase(inside: str, slop: str | None, column: int) -> Clause:
    """With ~n the words are stemmed; without it they stand exactly so. `a?` makes variants without a."""
    exact = slop is None
    written = inside.lower().split()
    if not written:
        raise MistakeInRule("an empty phrase", column)
    choices = [([w.rstrip("?")], []) if w.endswith("?") else ([w],) for w in written]
    variants = [tuple(w for part in pick for w in part) for pick in product(*choices)]
    if len(variants) > 32:
        raise MistakeInRule("at most five words of a phrase may be optional", column)
    phrases = [_elements(v, exact, column) for v in variants if v]
    clauses: list[Clause] = [Phrase(p, int(slop[1:]) if slop else 0) for p in phrases]
    return clauses[0] if len(clauses) == 1 else Either(tuple(clauses))


def _elements(words: Iterable[str], exact: bool, column: int) -> tuple[tuple[str, ...], ...]:
    elements = tuple(
        ("*",) if w == "_" else tuple(_symbol(a, column, exact=exact) for a in w.split("|")) for w in words
    )
    if elements[0] == ("*",) or elements[-1] == ("*",):
        raise MistakeInRule("a phrase cannot begin or end with any word", column)
    return elements


def _symbol(written: str, column: int, *, exact: bool = False) -> str:
    word = written.lower().replace("’", "'")
    if word.startswith("concept:"):
        return "@" + word.removeprefix("concept:")
    if word.startswith("emoji:"):
        return "=" + word
    if word.endswith("*") and len(word) > 3:
        return "^" + word[:-1]
    if word.startswith("=") and len(word) > 1:
        exact, word = True, word[1:]
    if not re.fullmatch(r"[^\W_]+(?:'[^\W_]+)*", word):
        raise MistakeInRule(f"“{written}” is not one word (write words side by side in quotes)", column)
    return "=" + word if exact else "~" + stem(word)


def written_words(clause: Clause) -> Iterator[str]:
    """The plain words named in a clause, as stems or exact; what misspellings are measured against."""
    yield from (s[1:] for s in clause.symbols() if s[0] in "=~^" and not s.startswith("=emoji:"))


def keys_of(symbol: str) -> set[str]:
    """Literals for the pre-filter: any text in which the symbol stands has one of them in its line of words."""
    if symbol[0] == "=":
        return {f" {symbol[1:]} "}
    if symbol[0] == "^":
        return {f" {symbol[1:]}"}
    return {f" {b}" for b in beginnings(symbol[1:])}
