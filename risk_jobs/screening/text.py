"""A text made ready for clauses: where each word, form and concept stands, worked out when first asked
for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType

from community.utterances.stems import stem
from community.utterances.views_of_text import Views

from .clauses import Clause, Element, Place, is_number
from .needs import Needs
from .points import NOTHING, Points, Sum, Token, counted, stems_of

# A full stop after a single letter ends no sentence: "c.u.t. again".
SENTENCE_END = re.compile(r"(?<!\W\w)[.!?…]+(?=\s)|\n\s*\n|(?<=\w)[^\w\s]*[:;]?[-^]?[()](?=\s)")
GAP = 3
"""Words that the end of a sentence counts for, so that phrases do not run over it."""

REMEMBERED_WORDS = 50_000
"""Words whose symbols are kept per judge; past it the memory is emptied and fills again."""


class Symbols:
    """The symbols that a set of rules asks for, and which of them a word answers; each word is looked at
    once."""

    def __init__(self, used: Iterable[str], bits: Mapping[str, int]) -> None:
        self.used, self._bits = frozenset(used), bits
        self._beginnings = sorted(s for s in self.used if s[0] == "^")
        self._memory: dict[str, tuple[tuple[str, ...], int]] = {}

    def of(self, word: str) -> tuple[tuple[str, ...], int]:
        """The symbols in use that `word` answers, concepts aside, and the bits of the groups they are in."""
        found = self._memory.get(word)
        if found is None:
            if len(self._memory) >= REMEMBERED_WORDS:
                self._memory.clear()
            found = self._memory[word] = self._looked_at(word)
        return found

    def _looked_at(self, word: str) -> tuple[tuple[str, ...], int]:
        number = ("#",) if is_number(word) else ()
        wanted = (
            f"={word}",
            f"~{stem(word)}",
            *number,
            *(b for b in self._beginnings if word.startswith(b[1:])),
        )
        symbols = tuple(s for s in wanted if s in self.used)
        bits = 0
        for symbol in symbols:
            bits |= self._bits.get(symbol, 0)
        return symbols, bits


class JudgedText:
    """The views of one text with an index of their words."""

    def __init__(
        self,
        views: Views,
        needs: Needs,
        symbols: Symbols,
        points: Mapping[str, Points] = MappingProxyType({}),
    ) -> None:
        self.views, self.needs = views, needs
        self._lists = points
        self._sums: dict[str, Sum] = {}
        self.words = views.words.words
        self._found: dict[Element, list[Place]] = {}
        self._concepts: dict[str, list[Place]] = {}
        self._tokens: dict[Element, tuple[int, int]] = {}
        self.live = 0
        """The bits of all groups that a word of the text is in."""
        self._index = self._indexed(symbols)
        self._present = frozenset(self._index)

    def _indexed(self, symbols: Symbols) -> dict[str, list[Place]]:
        index: defaultdict[str, list[Place]] = defaultdict(list)
        live = 0
        for at, word in enumerate(self.words):
            answered, bits = symbols.of(word)
            live |= bits
            for symbol in answered:
                index[symbol].append((at, at, "plain"))
        for r in self.views.readings:
            answered, bits = symbols.of(r.word)
            live |= bits
            for symbol in answered:
                index[symbol].append((r.first, r.last, r.view))
        if self.views.readings:
            for places in index.values():
                places.sort()
        self.live = live
        return index

    @cached_property
    def unquoted(self) -> list[str]:
        """The words that do not stand in a quoted line or block."""
        return [word for at, word in enumerate(self.words) if not self.views.in_quote(at)]

    @cached_property
    def sentence_ends(self) -> list[int]:
        """Offsets in the folded view at which a sentence ends."""
        return [m.end() for m in SENTENCE_END.finditer(self.views.folded.text)]

    @cached_property
    def sentences(self) -> list[int]:
        """For each token, the number of its sentence, from 0."""
        ends = self.sentence_ends
        if not ends:
            return [0] * len(self.words)
        return [bisect_right(ends, start) for start in self.views.words.starts]

    @cached_property
    def positions(self) -> list[int]:
        """For each token, its place counted in words, sentence ends included."""
        return [at + GAP * sentence for at, sentence in enumerate(self.sentences)]

    def places(self, element: Element) -> list[Place]:
        """Where any symbol of the element stands, sorted by first token."""
        found = self._found.get(element)
        if found is None:
            found = self._found[element] = self._element_places(element)
        return found

    @cached_property
    def stems(self) -> list[Token]:
        """The words as they are meant, for lists of small cues."""
        return stems_of(self.views)

    def points(self, name: str) -> Sum:
        """What the text has of a list of small cues; nothing of a list that is not there."""
        found = self._sums.get(name)
        if found is None:
            known = self._lists.get(name)
            found = self._sums[name] = NOTHING if known is None else counted(self.stems, known)
        return found

    def tokens_of(self, element: Element) -> tuple[int, int]:
        """A bit for each token at which the element begins, and for each at which a longer place of it ends."""
        found = self._tokens.get(element)
        if found is None:
            firsts = ends = 0
            for first, last, _ in self.places(element):
                firsts |= 1 << first
                if last > first:
                    ends |= 1 << last
            found = self._tokens[element] = firsts, ends
        return found

    def can_have(self, clause: Clause) -> bool:
        """False when some word that the clause needs is nowhere in the text."""
        wanted = self.needs.of(clause)
        return wanted & self.live == wanted

    def likely(self, clause: Clause) -> list[tuple[int, Clause]]:
        """The parts of a clause of which every word they need is in the text, each with its number."""
        return self.needs.likely(clause, self.live)

    def _element_places(self, element: Element) -> list[Place]:
        each = [self._index[symbol] for symbol in element.words & self._present]
        each += [places for concept in element.concepts if (places := self._concept_places(concept))]
        if len(each) == 1:
            return each[0]
        return sorted({place for places in each for place in places}) if each else []

    def _concept_places(self, symbol: str) -> list[Place]:
        found = self._concepts.get(symbol)
        if found is None:
            self._concepts[symbol] = []  # a concept that names itself finds nothing more
            forms = [f for f in self.needs.concepts.get(symbol[1:], ()) if self.can_have(f)]
            matches = (m for form in forms for m in form.find(self))
            found = self._concepts[symbol] = sorted({(m.first, m.last, _view(m.places)) for m in matches})
        return found


def _view(places: tuple[Place, ...]) -> str:
    return next((view for _, _, view in places if view != "plain"), "plain")
