"""The words a rule is written in.

    cutting         a word in any of its forms        "exact words"   as they stand, side by side
    laxat*          words beginning so                "want die"~3    in order, at most 3 words between
    emoji:knife     an emoji by its name              concept:kin     any wording of a concept
    "took # pills"~2  # is a number from two on, in digits or words
    a near/5 b      within 5 words, in any order      a then/5 b      within 5 words, in this order
    3 of/60 (a, b, c, d)   any three of these within 60 words
    points/24 worry   small cues of this list that come to 24 points together; alone, or with "and" beside others
    a and b, a or b, ( … )          in a phrase: a|b either, a? may be absent, _ any word, =a exactly so

There are no regular expressions for clinicians.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product

from community.utterances.stems import stem

from .clauses import ANY_WORD, All, Clause, Either, Element, Enough, Near, Phrase, Several, sums_in


class MistakeInRule(ValueError):
    """A rule that cannot be read; `column` is the character of the expression where reading stopped."""

    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.column = column


MOST_PARTS = 16
"""Cues that one scene may count."""
DEEPEST = 12
"""Brackets inside brackets that a rule may have."""
PIECES = re.compile(
    r"""(?:(?P<phrase>"(?P<inside>[^"]*)"(?P<slop>~\d{1,2})?)|(?P<near>(?:near|then)/\d{1,2}\b)"""
    r"""|(?P<several>\d{1,2}\s+of/\d{1,3}\b)|(?P<points>points/-?\d{1,3}\s+[a-z][a-z_]*)|(?P<word>(?:concept:|emoji:)?[^\s()",]+)|(?P<mark>[(),]))"""
)


def read_clause(written: str) -> Clause:
    """The clause behind its written form; MistakeInRule names the place where it cannot be read."""
    reader = _Reader(written)
    clause = reader.either()
    if reader.at < len(reader.pieces):
        raise MistakeInRule("something is left over here", reader.column())
    _check_sums(clause, written)
    return clause


def _check_sums(clause: Clause, written: str) -> None:
    """A sum is of the whole text: it is nowhere near anything, and no cue of a scene."""
    free = clause.parts if isinstance(clause, All) else (clause,)
    if any(sums_in(part) and not isinstance(part, Enough) for part in free):
        raise MistakeInRule("points stand alone, or beside “and”", written.find("points/"))


def _next(written: str, at: int) -> int:
    """Where the next thing stands that is no space."""
    return len(written) - len(written[at:].lstrip())


class _Reader:
    """Recursive descent over at most a few dozen pieces; or binds loosest, then and, then near."""

    def __init__(self, written: str) -> None:
        self.written, self.at, self.depth = written, 0, 0
        self.pieces: list[re.Match[str]] = []
        end = _next(written, 0)
        while end < len(written):
            piece = PIECES.match(written, end)
            if not piece:
                raise MistakeInRule("this cannot be read", end)
            self.pieces.append(piece)
            end = _next(written, piece.end())
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
        return either(parts)

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
                column = self.pieces[self.at - 1].start()
                raise MistakeInRule(f"{kind} needs a number of words, as in {kind}/5", column)
            clause = Near(clause, self.unit(), int(words), ordered=kind == "then")
        return clause

    def unit(self) -> Clause:
        if self.at >= len(self.pieces):
            raise MistakeInRule("a word or phrase is missing at the end", len(self.written))
        piece = self.pieces[self.at]
        self.at += 1
        if piece.group("phrase"):
            return _phrase(piece.group("inside"), piece.group("slop"), piece.start())
        if piece.group("several"):
            return self._several(piece)
        if piece.group("points"):
            least, name = piece.group("points").removeprefix("points/").split()
            return Enough(int(least), name)
        if piece.group("word"):
            return Phrase((Element.of(_symbol(piece.group("word"), piece.start())),))
        if piece.group("mark") != "(":
            raise MistakeInRule("a word or phrase is missing here", piece.start())
        return self._bracket(piece.start())

    def _several(self, piece: re.Match[str]) -> Clause:
        count, words = (int(n) for n in re.findall(r"\d+", piece.group()))
        if self._take("(") is None:
            raise MistakeInRule("the cues stand in brackets, as in 2 of/40 (a, b, c)", self.column())
        parts = [self.either()]
        while self._take(","):
            parts.append(self.either())
        if self._take(")") is None:
            raise MistakeInRule("a bracket is not closed", self.column())
        if not 2 <= count <= len(parts) <= MOST_PARTS:
            raise MistakeInRule(
                f"{count} of {len(parts)} cues: from 2 up to all of at most {MOST_PARTS}", piece.start()
            )
        return Several(count, tuple(parts), words)

    def _bracket(self, column: int) -> Clause:
        self.depth += 1
        if self.depth > DEEPEST:
            raise MistakeInRule("brackets are nested too deep", column)
        clause = self.either()
        if self._take(")") is None:
            raise MistakeInRule("a bracket is not closed", self.column())
        self.depth -= 1
        return clause


def either(parts: list[Clause]) -> Clause:
    """Single words side by side become one element: looked up once, however many they are."""
    if len(parts) == 1:
        return parts[0]
    single = [p for p in parts if isinstance(p, Phrase) and len(p.places) == 1]
    others = [p for p in parts if p not in single]
    words = Phrase((Element.of(*dict.fromkeys(s for p in single for s in p.places[0].symbols)),))
    clauses: list[Clause] = [words, *others] if single else others
    return clauses[0] if len(clauses) == 1 else Either(tuple(clauses))


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


def _elements(words: Iterable[str], exact: bool, column: int) -> tuple[Element, ...]:
    elements = tuple(
        ANY_WORD if w == "_" else Element.of(*(_symbol(a, column, exact=exact) for a in w.split("|")))
        for w in words
    )
    if elements[0] is ANY_WORD or elements[-1] is ANY_WORD:
        raise MistakeInRule("a phrase cannot begin or end with any word", column)
    return elements


def _symbol(written: str, column: int, *, exact: bool = False) -> str:
    word = written.lower().replace("’", "'")
    if word == "#":
        return word
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
