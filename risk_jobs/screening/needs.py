"""What a text must hold before a clause is tried on it: said at once, by bits, however many rules there are.

Each clause needs one word of every group of some; a text's words set the bits of the groups they belong to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from .clauses import COMMON, All, Clause, Element, Enough, Near, Phrase, Several

Group = frozenset[str]
"""Plain symbols of which any one will do."""


class Needs:
    """The groups that clauses need, numbered; concepts are seen through to their words."""

    def __init__(self, concepts: Mapping[str, tuple[Clause, ...]]) -> None:
        self.concepts = concepts
        self.bits: dict[str, int] = {}
        """symbol → the bits of all groups it belongs to."""
        self._wanted: dict[int, int] = {}
        self._inside: dict[int, tuple[tuple[int, Clause], ...]] = {}
        self._numbers: dict[Group, int] = {}
        self._behind: dict[str, Group] = {}
        self._kept: list[Clause] = []
        self._shared: Counter[Group] = Counter()

    def learn(self, clauses: Iterable[Clause]) -> None:
        """Work out what these clauses, and those inside them, need."""
        for clause in clauses:
            if id(clause) not in self._wanted:
                self._kept.append(clause)  # its id stays its own
                groups = set(self.groups(clause))
                self._shared.update(groups)
                self._wanted[id(clause)] = sum(1 << self._number(group) for group in groups)
                self.learn(clause.parts)
                self._inside[id(clause)] = tuple((self._wanted[id(part)], part) for part in clause.parts)

    def of(self, clause: Clause) -> int:
        """The bits that must be set in a text before the clause can match; 0 when nothing is known of it."""
        return self._wanted.get(id(clause), 0)

    def likely(self, clause: Clause, live: int) -> list[tuple[int, Clause]]:
        """Its parts that can match in a text with these bits, each with its number."""
        inside = enumerate(self._inside[id(clause)])
        return [(n, part) for n, (wanted, part) in inside if wanted & live == wanted]

    def rarest(self, clause: Clause) -> Group:
        """Of all the groups the one that fewest texts have a word of."""
        return min(self.groups(clause), key=_commonness)

    def anchor(self, clause: Clause) -> Group:
        """What the pre-filter waits for: the rarest group, of equals the one that fewest other clauses need;
        an empty one where nothing is known and every text is looked at."""
        rarity = lambda group: (*_commonness(group), self._shared[group])  # noqa: E731
        return min(self.groups(clause), key=rarity, default=frozenset())

    def groups(self, clause: Clause) -> list[Group]:
        """The groups of a clause, never more than it truly needs; none for a sum of small cues."""
        if isinstance(clause, Enough):
            return []
        if isinstance(clause, Phrase):
            return [self._element(element) for element in clause.elements()]
        if isinstance(clause, Near | All):
            return [group for part in clause.parts for group in self.groups(part)]
        sets = sorted((self.rarest(part) for part in clause.parts), key=_commonness)
        # Of four cues, three: one of any two is always there.
        return [
            frozenset().union(
                *(sets[: len(sets) - clause.count + 1] if isinstance(clause, Several) else sets)
            )
        ]

    def _element(self, element: Element) -> Group:
        if not element.concepts:
            return element.words
        return element.words.union(*(self._concept(name) for name in element.concepts))

    def _concept(self, name: str) -> Group:
        found = self._behind.get(name)
        if found is None:
            self._behind[name] = frozenset()  # a concept that names itself needs nothing more
            forms = self.concepts.get(name[1:], ())
            found = self._behind[name] = frozenset().union(*(self.rarest(form) for form in forms))
        return found

    def _number(self, group: Group) -> int:
        number = self._numbers.get(group)
        if number is None:
            number = self._numbers[group] = len(self._numbers)
            for symbol in group:
                self.bits[symbol] = self.bits.get(symbol, 0) | 1 << number
        return number


def _commonness(group: Group) -> tuple[int, int]:
    """Fewer common words first, then fewer words: what the pre-filter should wait for."""
    return len(group & COMMON) + 3 * ("#" in group), len(group)
