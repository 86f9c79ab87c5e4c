"""The judge: one text, all rules, a verdict with its reasons. Pure: no database and no network."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import ahocorasick

from community.utterances.views_of_text import NotEnoughTime, Views, Vocabulary, views_of

from .context import Context, Cue, Cues
from .language import Clause, Match, Near, Phrase, Term, keys_of
from .rules import Rule
from .text import JudgedText

CHECK_EVERY = 32
"""Candidate clauses between two looks at the clock."""


class JudgeOverran(Exception):
    """The deadline passed before the verdict stood; the text is owed to the catch-up job."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule's finding. `spans`: raw [start, end) of the matched words; `phrase`: the raw words, as written."""

    rule_id: str
    rule_version: int
    rule_name: str
    owner: str
    topic: str
    priority: int
    base_priority: int
    spans: tuple[tuple[int, int], ...]
    phrase: str
    view: str
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules made of one text; priority 1–4 or None when no rule hit."""

    priority: int | None
    hits: tuple[Hit, ...]
    rules_version: str

    @property
    def flagged(self) -> bool:
        """True for P1–P3; P4 is search and digest only."""
        return self.priority is not None and self.priority <= 3

    @property
    def severity(self) -> str:
        """high for P1 and P2, low for P3, none otherwise."""
        return (
            "none" if self.priority is None or self.priority > 3 else "low" if self.priority == 3 else "high"
        )

    @property
    def labels(self) -> list[str]:
        """Topics of the flagged hits, sorted."""
        return sorted({h.topic for h in self.hits if h.priority <= 3})

    @property
    def rules(self) -> list[str]:
        """Ids of the rules behind the flagged hits, sorted."""
        return sorted({h.rule_id for h in self.hits if h.priority <= 3})

    def as_json(self) -> dict[str, Any]:
        """Plain lists, dicts, numbers and strings, ready for json.dumps and a JSON column."""
        derived = {
            "flagged": self.flagged,
            "severity": self.severity,
            "labels": self.labels,
            "rules": self.rules,
        }
        return {**_plain(asdict(self)), **derived}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What rules share: concepts by name, words for the views, lists of context words."""

    concepts: dict[str, tuple[Clause, ...]]
    vocabulary: Vocabulary
    context: Context


class Judge:
    """A compiled set of rules; compiled once for each version, safe to share between threads."""

    def __init__(self, rules: Sequence[Rule], lexicon: Lexicon, version: str) -> None:
        self.rules, self.lexicon, self.version = tuple(rules), lexicon, version
        self.alternatives: list[tuple[Rule, Clause]] = [(r, c) for r in rules for c in r.clauses]
        self._automaton = self._compile()

    def verdict(self, text: str, *, kind: str = "post", room: str = "", earlier_lines: Sequence[str] = (),
                deadline: float | None = None) -> Verdict:  # fmt: skip
        """Judge `text`; `earlier_lines`: the same author's last lines, oldest first, so that split words meet.

        Hits and spans are of `text` alone. `deadline` is in seconds of time.monotonic(); past it: JudgeOverran.
        """
        before = "\n".join((*earlier_lines, "")) if earlier_lines else ""
        try:
            views = views_of(before + text, self.lexicon.vocabulary, deadline=deadline)
        except NotEnoughTime as overrun:
            raise JudgeOverran from overrun
        hits = self._hits(views, kind, room, len(before), deadline)
        ordered = tuple(sorted(hits, key=lambda h: (h.priority, h.rule_id, h.spans)))
        return Verdict(min((h.priority for h in ordered), default=None), ordered, self.version)

    def candidates(self, views: Views) -> set[int]:
        """Indexes into `alternatives` of all that could match: the pre-filter, never too few."""
        if not self.alternatives:
            return set()
        line = " ".join(("", *views.words.words, *(r.word for r in views.readings), ""))
        found: set[int] = set()
        for _, alternatives in self._automaton.iter(line):
            found.update(alternatives)
        return found

    def _hits(self, views: Views, kind: str, room: str, skip: int, deadline: float | None) -> list[Hit]:
        text: JudgedText | None = None
        best: dict[str, list[Hit]] = {}
        for count, at in enumerate(sorted(self.candidates(views))):
            if deadline is not None and count % CHECK_EVERY == 0 and time.monotonic() > deadline:
                raise JudgeOverran
            rule, clause = self.alternatives[at]
            if (rule.kinds and kind not in rule.kinds) or (rule.rooms and room not in rule.rooms):
                continue
            text = text or JudgedText(views, self.lexicon.concepts)
            for hit in self._read(rule, clause, text, skip):
                best.setdefault(rule.id, []).append(hit)
        return [hit for hits in best.values() for hit in _distinct(hits)]

    def _read(self, rule: Rule, clause: Clause, text: JudgedText, skip: int) -> Iterator[Hit]:
        matches = clause.find(text)
        if matches and rule.beside:
            matches = _beside(matches, rule.beside.find(text), rule.within, text)
        if not matches:
            return
        frames = [m.tokens() for frame in rule.unless for m in frame.find(text)]
        for match in matches:
            extent = set(range(match.first, match.last + 1))
            if any(not extent.isdisjoint(frame) for frame in frames):
                continue
            hit = self._hit(rule, match, text, skip)
            if hit:
                yield hit

    def _hit(self, rule: Rule, match: Match, text: JudgedText, skip: int) -> Hit | None:
        spans = [text.views.raw_span(first, last) for first, last, _ in match.places]
        here = sorted({(max(a, skip) - skip, b - skip) for a, b in spans if b > skip})
        if not here:
            return None
        cues = self.lexicon.context.read(match, text, rule)
        raw = text.views.raw
        phrase = " … ".join(raw[a:b] for a, b in _merged(spans, raw))
        view = next((v for _, _, v in match.places if v != "plain"), "plain")
        return Hit(rule.id, rule.version, rule.name, rule.owner, rule.topic, Cues(rule.priority, cues).priority,
                   rule.priority, tuple(_merged(here, raw[skip:])), phrase, view, cues)  # fmt: skip

    def _compile(self) -> Any:
        keys: dict[str, set[int]] = {}
        for at, (_, clause) in enumerate(self.alternatives):
            for key in self._anchor(clause):
                keys.setdefault(key, set()).add(at)
        automaton = ahocorasick.Automaton()
        for key, alternatives in keys.items():
            automaton.add_word(key, tuple(sorted(alternatives)))
        automaton.make_automaton()
        return automaton

    def _anchor(self, clause: Clause, seen: frozenset[str] = frozenset()) -> set[str]:
        """Literals of which every text that the clause can match has at least one; the rarest such set."""
        if isinstance(clause, Term):
            return self._symbol_keys(clause.symbol, seen)
        if isinstance(clause, Phrase):
            sets = [
                {k for s in e for k in self._symbol_keys(s, seen)} for e in clause.elements if e != ("*",)
            ]
            return min(sets, key=_commonness)
        if isinstance(clause, Near):
            return min((self._anchor(c, seen) for c in (clause.left, clause.right)), key=_commonness)
        sets = [self._anchor(part, seen) for part in clause.parts]
        choose: Callable[[list[set[str]]], set[str]] = (
            (lambda found: set().union(*found)) if type(clause).__name__ == "Either" else _rarest
        )
        return choose(sets)

    def _symbol_keys(self, symbol: str, seen: frozenset[str]) -> set[str]:
        if symbol[0] != "@":
            return keys_of(symbol)
        if symbol in seen:
            return set()
        forms = self.lexicon.concepts[symbol[1:]]
        return {key for form in forms for key in self._anchor(form, seen | {symbol})}


COMMON_WORDS = """
i you he she it we they me my your to the a an and or but of in on at for with is was be am been have had
do did not no so just all this that want get got go going can't don't i'm i've like feel up out off take
know think now time day week one any him her them if when last since tell say said make made
"""
COMMON = frozenset(COMMON_WORDS.split())


def _commonness(keys: set[str]) -> tuple[int, int]:
    """Fewer common words first, then fewer keys: what the pre-filter should wait for."""
    return sum(10 for k in keys if k.strip() in COMMON) + sum(3 for k in keys if len(k) < 4), len(keys)


def _rarest(sets: list[set[str]]) -> set[str]:
    return min(sets, key=_commonness)


def _beside(matches: list[Match], others: list[Match], within: int, text: JudgedText) -> list[Match]:
    at = text.positions
    kept = []
    for m in matches:
        other = next((o for o in others if at[o.first] - at[m.last] - 1 <= within
                      and at[m.first] - at[o.last] - 1 <= within), None)  # fmt: skip
        if other:
            kept.append(Match((*m.places, *other.places)))
    return kept


def _merged(spans: Sequence[tuple[int, int]], raw: str) -> list[tuple[int, int]]:
    """Spans in order, those with nothing but marks and spaces between them made one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and (start <= out[-1][1] or not any(c.isalnum() for c in raw[out[-1][1] : start])):
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _distinct(hits: list[Hit]) -> list[Hit]:
    """Of one rule's hits on overlapping words only the most urgent, then the longest."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.priority, -sum(b - a for a, b in h.spans), h.spans)):
        words = [(a, b) for k in kept for a, b in k.spans]
        if not any(a < d and c < b for a, b in hit.spans for c, d in words):
            kept.append(hit)
    return kept[:MOST_HITS]


MOST_HITS = 5
"""Hits of one rule kept for one text."""

__all__ = ["Cue", "Hit", "Judge", "JudgeOverran", "Lexicon", "Verdict"]
