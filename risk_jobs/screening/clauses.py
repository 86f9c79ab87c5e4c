"""What a rule looks for, found in a text: elements, phrases, neighbours. No pattern can take more than its
own
length times the text's, as there are no regular expressions in here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Protocol

from community.utterances.stems import IRREGULAR, beginnings, literal, regular_forms, stem

from .points import Sum

Place = tuple[int, int, str]
"""First token, last token, the view that read them so."""
MOST_MATCHES = 200
"""Matches of one clause looked at in one text: enough for any post, and a bound for a page of one word."""


class Element:
    """One place of a clause: any of these symbols (`=word` exact, `~stem` any form, `^pre` beginning, `@name`
    concept). The same symbols are the same object, so that a text looks each element up once, by identity."""

    __slots__ = ("concepts", "symbols", "words")
    _known: ClassVar[dict[tuple[str, ...], Element]] = {}

    def __init__(self, symbols: tuple[str, ...]) -> None:
        self.symbols = symbols
        self.words = frozenset(s for s in symbols if s[0] != "@")
        self.concepts = tuple(s for s in symbols if s[0] == "@")

    @classmethod
    def of(cls, *symbols: str) -> Element:
        """The one element for these symbols."""
        return cls._known.setdefault(symbols, cls(symbols))

    def __repr__(self) -> str:
        return "|".join(self.symbols)


ANY_WORD = Element.of("*")


class Text(Protocol):
    """What a clause needs to know of a text."""

    @property
    def positions(self) -> list[int]:
        """For each token, its place counted in words; the end of a sentence counts for a few."""
        ...

    def tokens_of(self, element: Element) -> tuple[int, int]:
        """A bit for each token at which the element begins, and for each at which a longer place of it ends."""
        ...

    def likely(self, clause: Clause) -> list[tuple[int, Clause]]:
        """The parts of a clause of which every word they need is in the text, each with its number."""
        ...

    def places(self, element: Element) -> list[Place]:
        """Where any symbol of the element stands, sorted by first token."""
        ...

    def points(self, name: str) -> Sum:
        """What the text has of a list of small cues."""
        ...


MOST_BITS = 2_000
"""Tokens of a text in which bits are quicker than a look at each place."""

COMMON_WORDS = """
i you he she it we they me my your to the a an and or but of in on at for with is was be am been have had
do did not no so just all this that want get got go going can't don't i'm i've like feel up out off take
know think now time day week one any him her them if when last since tell say said make made
we us our who what how why where which there here then than too very more most some other can could would will
should may might has as by from into over after before about back down again still only even much many way well
really good bad new old long little own never always every each both two three first last next
see look come came went take took taken give put keep let need try use work home house school room door bed night
morning today tomorrow year month hour minute man woman people friend family mum dad brother sister son daughter
husband wife kid kids child life thing things something nothing anything everything someone anyone nobody everyone
food eat ate eaten dinner tea lunch phone money car hand head face eye hear ask call talk walk run sit stand
find found lost leave left live love hate help hope start stop turn open close big small hard easy right wrong
better worse best away round through under until while because cos so yes ok okay please sorry thank thanks
it's that's he's she's they're didn't doesn't won't wasn't isn't i'll i'd don't couldn't wouldn't haven't hasn't
"""
COMMON = frozenset(
    mark + form for word in COMMON_WORDS.split() for mark, form in (("=", word), ("~", stem(word)))
)


class Match:
    """One finding: the places that made it, in order of the clause; its first and its last token."""

    __slots__ = ("first", "last", "places")

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places
        self.first, self.last, _ = places[0]
        for first, last, _ in places[1:]:
            if first < self.first:
                self.first = first
            if last > self.last:
                self.last = last

    def tokens(self) -> set[int]:
        """All tokens that were matched, without the words that were skipped between them."""
        return {t for a, b, _ in self.places for t in range(a, b + 1)}


class _Parts:
    """What every clause can be asked: the elements in it, and their symbols."""

    __slots__ = ()
    parts: tuple[Clause, ...]

    def elements(self) -> Iterator[Element]:
        """All elements named, any-word aside."""
        for part in self.parts:
            yield from part.elements()

    def symbols(self) -> set[str]:
        """All symbols named."""
        return {s for e in self.elements() for s in e.symbols}


@dataclass(frozen=True, slots=True)
class Phrase(_Parts):
    """Elements in order with at most `slop` words between them in all; a single word is a phrase of one."""

    places: tuple[Element, ...]
    slop: int = 0

    @property
    def parts(self) -> tuple[Clause, ...]:  # type: ignore[override]
        return ()

    def elements(self) -> Iterator[Element]:
        """All elements named, any-word aside."""
        return (element for element in self.places if element is not ANY_WORD)

    def find(self, text: Text) -> list[Match]:
        """The matches, at most one for each place of the first element."""
        starts = text.places(self.places[0])
        if len(self.places) == 1:
            return [Match((p,)) for p in starts[:MOST_MATCHES]]
        if not self._in_reach(text):
            return []
        found: list[Match] = []
        for start in starts:
            match = self._from(start, text)
            if match:
                found.append(match)
                if len(found) >= MOST_MATCHES:
                    break
        return found

    def _in_reach(self, text: Text) -> bool:
        """Whether each element stands within the words allowed after the one before: one bit for each token, so
        that most of what cannot match costs next to nothing."""
        if len(text.positions) > MOST_BITS:
            return True
        firsts, ends = text.tokens_of(self.places[0])
        reach = firsts | ends
        for element in self.places[1:]:
            if element is ANY_WORD:
                reach <<= 1
                continue
            firsts, ends = text.tokens_of(element)
            window, done = reach << 1, 1
            while done <= self.slop:
                step = min(done, self.slop + 1 - done)
                window |= window << step
                done += step
            hit = window & firsts
            if not hit:
                return False
            reach = hit | ends
        return True

    def _from(self, start: Place, text: Text) -> Match | None:
        """The tightest match that begins here: states are end token → (words skipped, places so far)."""
        states: dict[int, tuple[int, tuple[Place, ...]]] = {start[1]: (0, (start,))}
        for element in self.places[1:]:
            states = self._step(states, element, text)
            if not states:
                return None
        return Match(min(states.values())[1])

    def _step(self, states: dict[int, tuple[int, tuple[Place, ...]]], element: Element,
              text: Text) -> dict[int, tuple[int, tuple[Place, ...]]]:  # fmt: skip
        at = text.positions
        after: dict[int, tuple[int, tuple[Place, ...]]] = {}
        if element is ANY_WORD:
            return {e + 1: s for e, s in states.items() if e + 1 < len(at) and at[e + 1] == at[e] + 1}
        places = text.places(element)
        for end, (skipped, path) in states.items():
            for i in range(bisect_left(places, (end + 1, 0, "")), len(places)):
                place = places[i]
                gap = at[place[0]] - at[end] - 1
                if skipped + gap > self.slop:
                    break
                new = (skipped + gap, (*path, place))
                if place[1] not in after or new < after[place[1]]:
                    after[place[1]] = new
        return after


@dataclass(frozen=True, slots=True)
class Near(_Parts):
    """Two clauses within `words` words of each other."""

    left: Clause
    right: Clause
    words: int
    ordered: bool = False

    @property
    def parts(self) -> tuple[Clause, ...]:  # type: ignore[override]
        return self.left, self.right

    def find(self, text: Text) -> list[Match]:
        rights = self.right.find(text)
        if not rights:
            return []
        at = text.positions
        found: list[Match] = []
        for a in self.left.find(text):
            earliest, latest = at[a.first] - self.words - 1, at[a.last] + self.words + 1
            for b in rights:
                if (a.last < b.first and at[b.first] <= latest) or (
                    b.last < a.first and at[b.last] >= earliest and not self.ordered
                ):
                    found.append(Match((*a.places, *b.places)))
                    break
        return found[:MOST_MATCHES]


@dataclass(frozen=True, slots=True)
class All(_Parts):
    """Every clause somewhere in the text."""

    parts: tuple[Clause, ...]

    def find(self, text: Text) -> list[Match]:
        found: list[list[Match]] = []
        for part in self.parts:
            found.append(part.find(text))
            if not found[-1]:
                return []
        return [Match(tuple(place for matches in found for place in matches[0].places))]


@dataclass(frozen=True, slots=True)
class Either(_Parts):
    """Any of the clauses."""

    parts: tuple[Clause, ...]

    def find(self, text: Text) -> list[Match]:
        return [m for _, part in text.likely(self) for m in part.find(text)][:MOST_MATCHES]


@dataclass(frozen=True, slots=True)
class Several(_Parts):
    """At least `count` of the clauses within `words` words: a scene made of small cues."""

    count: int
    parts: tuple[Clause, ...]
    words: int

    def find(self, text: Text) -> list[Match]:
        at = text.positions
        likely = text.likely(self)
        if len(likely) < self.count:
            return []
        matches = ((n, m) for n, part in likely for m in part.find(text)[:MOST_CUES])
        cues = sorted(((at[m.first], at[m.last], n, m) for n, m in matches), key=lambda cue: cue[:3])
        found: list[Match] = []
        begin = 0
        while begin < len(cues) and len(found) < MOST_SCENES:
            scene = self._scene(cues[begin : begin + MOST_CUES * len(self.parts)])
            found += [Match(tuple(p for m in scene for p in m.places))] if scene else []
            begin += len(scene) or 1
        return found

    def _scene(self, cues: list[tuple[int, int, int, Match]]) -> list[Match]:
        """The first match of each clause within reach of the first cue, on words of their own; [] if too few."""
        first, taken, scene = cues[0][0], set[int](), dict[int, Match]()
        for _, end, n, match in cues:
            if end - first >= self.words:
                break
            if n not in scene and taken.isdisjoint(match.tokens()):
                scene[n] = match
                taken |= match.tokens()
        return list(scene.values()) if len(scene) >= self.count else []

    def elements(self) -> Iterator[Element]:
        for part in self.parts:
            yield from part.elements()


@dataclass(frozen=True, slots=True)
class Enough(_Parts):
    """At least so many points of a list of small cues; the match is of the cues with the most points."""

    least: int
    name: str

    @property
    def parts(self) -> tuple[Clause, ...]:  # type: ignore[override]
        return ()

    def elements(self) -> Iterator[Element]:
        """None: its words are the list's."""
        return iter(())

    def find(self, text: Text) -> list[Match]:
        counted = text.points(self.name)
        if counted.total < self.least or not text.positions:
            return []
        # Where nothing counts for it, and so little is asked that nothing need, it is the text as such.
        places = [(cue.first, cue.last, "plain") for cue in counted.strongest()] or [(0, 0, "plain")]
        return [Match(tuple(places))]


MOST_CUES = 12
"""Matches of one cue looked at for a scene."""
MOST_SCENES = 3

Clause = Phrase | Near | All | Either | Several | Enough


def sums_in(clause: Clause) -> list[Enough]:
    """The sums of small cues that a clause asks for."""
    return [clause] if isinstance(clause, Enough) else [one for part in clause.parts for one in sums_in(part)]


NUMBER_WORDS = """
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred dozen dozens several couple
"""
NUMBERS = frozenset(NUMBER_WORDS.split())


def is_number(word: str) -> bool:
    """What `#` stands for: a number from two on in digits or words, "3", "40mg", "a couple", or a loose one."""
    return word in NUMBERS or (word[0].isdigit() and word not in ("0", "1"))


SHORT_STEM = 4


def keys_of(symbol: str) -> set[str]:
    """Literals for the pre-filter: any text in which the symbol stands has one of them in its line of
    words."""
    if symbol == "#":
        return {f" {digit}" for digit in "0123456789"} | {f" {word} " for word in NUMBERS}
    if symbol[0] == "=":
        return {f" {symbol[1:]} "}
    if symbol[0] == "^":
        return {f" {symbol[1:]}"}
    stemmed = symbol[1:]
    if len(literal(stemmed)) > SHORT_STEM:
        return {f" {b}" for b in beginnings(stemmed)}
    # What "me" begins with, many a word begins with: short ones are waited for whole.
    return {f" {word} " for word in regular_forms(stemmed) | set(IRREGULAR.get(stemmed, ()))}
