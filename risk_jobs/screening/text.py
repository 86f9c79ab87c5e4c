"""A text made ready for clauses: where each word, form and concept stands, worked out when first asked for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property, lru_cache

from community.utterances.views_of_text import Views

from .language import Clause, Place
from .stems import stem

SENTENCE_END = re.compile(r"[.!?…]+(?=\s)|\n\s*\n|(?<=\w)[^\w\s]*[:;]?[-^]?[()](?=\s)")
GAP = 3
"""Words that the end of a sentence counts for, so that phrases do not run over it."""

stem_of = lru_cache(maxsize=50_000)(stem)


class JudgedText:
    """The views of one text with an index of their words."""

    def __init__(self, views: Views, concepts: Mapping[str, tuple[Clause, ...]]) -> None:
        self.views, self.concepts = views, concepts
        self.words = views.words.words
        self._found: dict[str, list[Place]] = {}

    @cached_property
    def _exact(self) -> dict[str, list[Place]]:
        index: dict[str, list[Place]] = {}
        for at, word in enumerate(self.words):
            index.setdefault(word, []).append((at, at, "plain"))
        for r in self.views.readings:
            index.setdefault(r.word, []).append((r.first, r.last, r.view))
        return index

    @cached_property
    def _stems(self) -> dict[str, list[str]]:
        stems: dict[str, list[str]] = {}
        for word in self._exact:
            stems.setdefault(stem_of(word), []).append(word)
        return stems

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

    def places(self, symbol: str) -> list[Place]:
        """Where `symbol` stands, sorted by first token; symbols are written as in language.Term."""
        found = self._found.get(symbol)
        if found is None:
            self._found[symbol] = []  # a concept that names itself finds nothing more
            found = self._found[symbol] = self._look_for(symbol)
        return found

    def _look_for(self, symbol: str) -> list[Place]:
        kind, name = symbol[0], symbol[1:]
        if kind == "=":
            return self._exact.get(name, [])
        if kind == "@":
            forms = self.concepts.get(name, ())
            return sorted({(m.first, m.last, _view(m.places)) for form in forms for m in form.find(self)})
        words = self._stems.get(name, ()) if kind == "~" else [w for w in self._exact if w.startswith(name)]
        return sorted(p for w in words for p in self._exact[w])


def _view(places: tuple[Place, ...]) -> str:
    return next((view for _, _, view in places if view != "plain"), "plain")
