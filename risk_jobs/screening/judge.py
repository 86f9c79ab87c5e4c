"""The judge: one text, all rules, a verdict with its reasons. Pure: no database and no network."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import ahocorasick

from community.utterances.views_of_text import NotEnoughTime, Views, Vocabulary, views_of

from .clauses import Clause, Enough, Match, keys_of, sums_in
from .context import Context, Cue, Cues
from .needs import Needs
from .points import ELSEWHERE, Points, spelt
from .rules import CUES, LOWEST, Rule
from .text import JudgedText, Symbols
from .verdicts import Hit, Verdict

CHECK_EVERY = 4
"""Candidate clauses between two looks at the clock."""


class JudgeOverran(Exception):
    """The deadline passed before the verdict stood; the text is owed to the catch-up job."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What rules share: concepts by name, words for the views, lists of context words."""

    concepts: Mapping[str, tuple[Clause, ...]]
    vocabulary: Vocabulary
    context: Context
    points: Mapping[str, Points] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """Where and when a text was said."""

    kind: str
    room: str
    hour: int | None
    but: Set[str] = frozenset()

    def concerns(self, rule: Rule) -> bool:
        """False when a condition of the rule rules it out."""
        if rule.id in self.but:
            return False
        if rule.kinds and self.kind not in rule.kinds:
            return False
        if rule.rooms and self.room not in rule.rooms:
            return False
        return rule.hour is None or self.hour is None or self.hour in rule.hour


class Judge:
    """A compiled set of rules; compiled once for each version, safe to share between threads."""

    def __init__(self, rules: Sequence[Rule], lexicon: Lexicon, version: str) -> None:
        self.rules, self.lexicon, self.version = tuple(rules), lexicon, version
        self.alternatives: list[tuple[Rule, Clause]] = [(r, c) for r in rules for c in r.clauses]
        self.needs = Needs(lexicon.concepts)
        self.needs.learn(self._all_clauses())
        used = (s for c in self._all_clauses() for s in c.symbols())
        self.symbols = Symbols(used, self.needs.bits)
        self._wanted = [self.needs.of(clause) for _, clause in self.alternatives]
        self.guesses = frozenset(rule.id for rule in self.rules if rule.reads == CUES)
        """Ids of the rules that go by small cues alone."""
        self._always = tuple(at for at, (_, clause) in enumerate(self.alternatives) if not self._keys(clause))
        self.automaton = self._compile()

    def literals(self) -> set[str]:
        """Of these every text that any rule can match has at least one: " word " stands for the whole word,
        " be" for words that begin so. What the pre-filter waits for, for whoever asks a search engine first."""
        keys = {key for _, clause in self.alternatives for key in self._keys(clause)}
        return keys | {key for at in self._always for key in self._keys_of_sums(self.alternatives[at][1])}

    def _keys_of_sums(self, clause: Clause) -> set[str]:
        """Of a sum of small cues one that counts for it is always there."""
        asked = [one.name for one in sums_in(clause) if one.least > 0]
        lists = [
            {
                cue.split()[0].strip(ELSEWHERE)
                for cue, points in self.lexicon.points.get(name, {}).items()
                if points > 0
            }
            for name in asked
        ]
        cues = min(lists, key=len, default=set())
        return {key for cue in cues for key in keys_of(f"~{cue}")}

    def rules_not_of(self, service_id: int | None) -> frozenset[str]:
        """Ids of the rules that are kept for other services alone; none, where nobody keeps any apart."""
        return frozenset()

    def lists_kept_by(self, service_id: int | None) -> Judge | None:
        """What reads a text of this service besides: the words it keeps in its settings for the desk."""
        return None

    def _all_clauses(self) -> Iterator[Clause]:
        for rule in self.rules:
            yield from (*rule.clauses, *rule.unless, *((rule.beside,) if rule.beside else ()))
        for forms in self.lexicon.concepts.values():
            yield from forms

    def verdict(self, text: str, *, kind: str = "post", room: str = "", hour: int | None = None,
                earlier_lines: Sequence[str] = (), but: Set[str] = frozenset(),
                deadline: float | None = None) -> Verdict:  # fmt: skip
        """Judge `text`; `earlier_lines`: the same author's last lines, oldest first, so that split words
        meet.

        `hour`: the local hour it was said in, 0–23; when it is not known, no rule is silent because of it.
        `but`: ids of rules that have no say here (`rules_not_of`).
        Hits and spans are of `text` alone. `deadline` is in seconds of time.monotonic(); past it:
        JudgeOverran.
        """
        before = "\n".join((*earlier_lines, "")) if earlier_lines else ""
        try:
            views = views_of(before + text, self.lexicon.vocabulary, deadline=deadline)
        except NotEnoughTime as overrun:
            raise JudgeOverran from overrun
        hits = self._hits(views, Said(kind, room, hour, but), len(before), deadline)
        ordered = tuple(sorted(hits, key=lambda h: (h.priority, h.rule_id, h.spans)))
        return Verdict(min((h.priority for h in ordered), default=None), ordered, self.version)

    def candidates(self, views: Views) -> set[int]:
        """Indexes into `alternatives` of all that could match: the pre-filter, never too few."""
        if not self.alternatives:
            return set()
        line = " ".join(("", *views.words.words, *(r.word for r in views.readings), ""))
        found: set[int] = set(self._always)
        for _, alternatives in self.automaton.iter(line):
            found.update(alternatives)
        return found

    def _hits(self, views: Views, said: Said, skip: int, deadline: float | None) -> list[Hit]:
        text: JudgedText | None = None
        best: dict[str, list[Hit]] = {}
        likely: dict[str, int] = {}
        for count, at in enumerate(sorted(self.candidates(views))):
            if deadline is not None and count % CHECK_EVERY == 0 and time.monotonic() > deadline:
                raise JudgeOverran
            text = text or JudgedText(views, self.needs, self.symbols, self.lexicon.points)
            wanted = self._wanted[at]
            if wanted & text.live != wanted:
                continue
            rule, clause = self.alternatives[at]
            if not said.concerns(rule):
                continue
            for hit in self._read(rule, clause, text, skip):
                best.setdefault(rule.id, []).append(hit)
                if rule.reads == CUES:
                    likely[rule.id] = max(likely.get(rule.id, 0), _to_spare(clause, text))
        hits = [hit for hits in best.values() for hit in distinct(hits)]
        return _without_guesses(hits, likely) if likely else hits

    def _read(self, rule: Rule, clause: Clause, text: JudgedText, skip: int) -> Iterator[Hit]:
        matches = clause.find(text)
        if matches and rule.beside:
            matches = _beside(matches, rule.beside.find(text), rule.within, text)
        if not matches:
            return
        frames = [m.tokens() for f in rule.unless if text.can_have(f) for m in f.find(text)]
        for match in matches:
            extent = set(range(match.first, match.last + 1))
            if any(not extent.isdisjoint(frame) for frame in frames):
                continue
            hit = self._hit(rule, clause, match, text, skip)
            if hit:
                yield hit

    def _hit(self, rule: Rule, clause: Clause, match: Match, text: JudgedText, skip: int) -> Hit | None:
        spans = [text.views.raw_span(first, last) for first, last, _ in match.places]
        here = sorted({(max(a, skip) - skip, b - skip) for a, b in spans if b > skip})
        if not here:
            return None
        cues = (*self.lexicon.context.read(match, text, rule), *_sums(clause, text))
        raw = text.views.raw
        phrase = " … ".join(raw[a:b] for a, b in _merged(spans, raw))
        view = next((v for _, _, v in match.places if v != "plain"), "plain")
        return Hit(
            rule_id=rule.id,
            rule_version=rule.version,
            rule_name=rule.name,
            owner=rule.owner,
            topic=rule.topic,
            priority=Cues(rule.priority, cues).priority,
            base_priority=rule.priority,
            spans=tuple(_merged(here, raw[skip:])),
            phrase=phrase,
            view=view,
            cues=cues,
        )

    def _keys(self, clause: Clause) -> set[str]:
        """Literals of which every text that the clause can match has at least one."""
        return {key for symbol in self.needs.anchor(clause) for key in keys_of(symbol)}

    def _compile(self) -> Any:
        keys: dict[str, set[int]] = {}
        for at, (_, clause) in enumerate(self.alternatives):
            for key in self._keys(clause):
                keys.setdefault(key, set()).add(at)
        automaton = ahocorasick.Automaton()
        for key, alternatives in keys.items():
            automaton.add_word(key, tuple(sorted(alternatives)))
        automaton.make_automaton()
        return automaton


def _to_spare(clause: Clause, text: JudgedText) -> int:
    """By how many points the sums of a clause exceed what it asked for."""
    return sum(text.points(one.name).total - one.least for one in sums_in(clause))


def _without_guesses(hits: list[Hit], likely: Mapping[str, int]) -> list[Hit]:
    """Rules that read small cues speak where no other rule flags the text, and of them the likeliest. Else one text
    would be in a case for every topic that shares its words, and "I have not purged for a month" would be for today.
    `likely`: points to spare, by rule."""
    flagged = any(hit.priority < LOWEST for hit in hits if hit.rule_id not in likely)
    best = max(likely.values())
    return [
        hit
        for hit in hits
        if hit.rule_id not in likely or (not flagged and likely[hit.rule_id] > best - AS_LIKELY)
    ]


AS_LIKELY = 10
"""Points that do not tell one topic from another: half a unit of log-odds."""


def _beside(matches: list[Match], others: list[Match], within: int, text: JudgedText) -> list[Match]:
    at = text.positions
    kept = []
    for m in matches:
        other = next((o for o in others if at[o.first] - at[m.last] - 1 <= within
                      and at[m.first] - at[o.last] - 1 <= within), None)  # fmt: skip
        if other:
            kept.append(Match((*m.places, *other.places)))
    return kept


def _sums(clause: Clause, text: JudgedText) -> list[Cue]:
    """Each sum that the clause asked for, with the words and their points."""
    return [_sum(one, text) for one in sums_in(clause)]


def _sum(asked: Enough, text: JudgedText) -> Cue:
    found = text.points(asked.name)
    words = spelt([*found.strongest(), *found.against()], text.views)
    return Cue(f"points_of_{asked.name}", words, f"{found.total}, {asked.least} needed")


def _merged(spans: Sequence[tuple[int, int]], raw: str) -> list[tuple[int, int]]:
    """Spans in order, those with nothing but marks and spaces between them made one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and (start <= out[-1][1] or not any(c.isalnum() for c in raw[out[-1][1] : start])):
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def distinct(hits: list[Hit]) -> list[Hit]:
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
