"""What stands around a match and what it does: each decision is a named cue, and none deletes a hit.

Standard negation tools suppress true alarms ("can't stop …"), so the traps are looked for first. A cue lowers
to a priority or raises by one; the lowest is P4, still searchable, with its cue named. Only a rule's own
`unless` makes no hit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from community.utterances.stems import FORMS

from .clauses import Match
from .rules import Rule
from .text import JudgedText

WINDOW = 18
"""Words looked at before and after a match, never past the sentence."""
LONGEST_WORD = 40
"""Letters of a word that are looked at: context words are short."""

_ALWAYS = {"quoted_block": "P4", "media": "P4", "work": "P4", "you": "P4", "long_ago": "P4"}
_LOWER = {"someone_else": "P3", "negated": "P3", "quoted": "P3", "hypothetical": "P3"}
DEFAULTS: dict[str, dict[str, str]] = {
    "act": {
        **_ALWAYS,
        **_LOWER,
        "topic": "P4",
        "never": "P4",
        "a_while_ago": "P3",
        "urge": "P3",
        "joke": "P3",
    },
    "said": {**_ALWAYS, **_LOWER, "never": "P4", "a_while_ago": "P3", "joke": "P4"},
    "scene": {**_ALWAYS, **_LOWER, "joke": "P4"},
    "mention": {},
}
"""What each cue does to each way of reading a rule; a rule's own `context` goes before."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One context decision: its name, the words that gave it away (folded), its effect (P1–P4, raise,
    keep)."""

    name: str
    words: str
    effect: str


@dataclass(frozen=True, slots=True)
class Cues:
    """A rule's own priority and the cues around one match of it."""

    base: int
    cues: Sequence[Cue]

    @property
    def priority(self) -> int:
        """Raises first, then the lowest place that any lowering asks for; another person's denial is P4."""
        raised = max(1, self.base - sum(c.effect == "raise" for c in self.cues))
        lowered = [int(c.effect[1]) for c in self.cues if c.effect[0] == "P"]
        lowered += [raised + 1 for c in self.cues if c.effect == "lower"]
        names = {c.name for c in self.cues if c.effect != "keep"}
        if "someone_else" in names and names & {"negated", "hypothetical", "a_while_ago"}:
            lowered.append(4)
        return min(4, max([raised, *lowered]))


@dataclass(frozen=True, slots=True)
class Around:
    """The words of the sentence around one match, folded and joined by single spaces with one at each end."""

    before: str
    clause: str
    """Of `before` what follows the last comma with a person of its own."""
    inside: str
    after: str
    sentence: str
    earlier: str
    later: str
    """The sentences just before and just after, for what was left unsaid here."""
    act: str
    matched: str
    """`act`: all words from the first matched to the last; `matched`: the matched ones alone."""


class Context:
    """The lists of context words, compiled once; see fixtures/rules/context.yaml for what each is for."""

    def __init__(self, lists: Mapping[str, Sequence[str]], full: Mapping[str, str] | None = None) -> None:
        self.lists = {name: _pattern(words) for name, words in lists.items()}
        self.full = full or {}
        """Short forms and what they stand for: "dont" → "don't"."""

    def read(self, match: Match, text: JudgedText, rule: Rule) -> tuple[Cue, ...]:
        """The cues around one match, each with its effect on this rule; those without effect are left out."""
        effects = {**DEFAULTS[rule.reads], **rule.context}
        if not effects:
            return ()
        around = _around(match, text, self.full)
        found = {**self._quotation(match, text), **self._said(around, rule.reads)}
        if "quoted" in found and (shown := self._in("media", around.sentence)):
            found["media"] = shown
        return tuple(
            Cue(name, words.strip(), effects[name])
            for name, words in found.items()
            if effects.get(name, "keep") != "keep"
        )

    def _quotation(self, match: Match, text: JudgedText) -> dict[str, str]:
        # A quotation without a word beside it answers nobody: it lowers nothing.
        if text.views.in_quote(match.first) and not text.views.is_all_quoted:
            return {"quoted_block": "quoted text"}
        folded = text.views.folded.text
        if '"' not in folded and "“" not in folded:
            return {}
        spans = text.views.words.spans
        start, end = spans[match.first][0], spans[match.last][1]
        before = folded[max(0, start - 400) : start].rpartition("\n")[2]
        after = folded[end : end + 400].partition("\n")[0]
        opened = before.count("“") > before.count("”") or before.count('"') % 2 == 1
        if not opened or not ("”" in after or '"' in after):
            return {}
        speaker = self._last(re.split('[“"]', before)[-2] if '"' in before or "“" in before else "", ("i",))
        return {} if speaker else {"quoted": "quotation marks"}

    def _said(self, around: Around, reads: str) -> dict[str, str]:
        found: dict[str, str] = {}
        traps = self._in("traps", around.before[-80:] + around.act[1:] + around.after[1:30])
        traps = traps or self._in("losing_control", around.sentence)
        if traps:
            found["cannot_stop"] = traps
        found.update(self._subject(around, reads))
        if not traps:
            found.update(self._denial(around, reads))
        found.update(self._time(around))
        found.update(self._mood(around))
        return {k: v for k, v in found.items() if k != "I"}

    def _in(self, name: str, words: str) -> str:
        found = self.lists[name].search(words) if name in self.lists else None
        return found.group().strip() if found else ""

    def _last(self, words: str, names: Sequence[str]) -> tuple[str, int] | None:
        """The list among `names` whose word stands nearest to the end of `words`, and where."""
        best: tuple[str, int] | None = None
        for name in names:
            for found in self.lists[name].finditer(words):
                if best is None or found.end() > best[1]:
                    best = (name, found.end())
        return best

    def _subject(self, around: Around, reads: str) -> dict[str, str]:
        """Who does it: I, you, someone else, or nobody (then it is a topic)."""
        if self._in("i", around.matched):
            return {"I": "i"}
        own = self._in("own_object", around.act + around.inside + around.after[:24])
        if own:
            return {"I": own}
        other = self._in("other_object", around.act + around.after[:24])
        if other:
            return {"someone_else": other} if other != "yourself" else {"you": other}
        for words in (around.before, around.inside):
            near = self._last(words, ("i", "other", "you"))
            if near:
                return self._named(near[0], words)
        return self._unnamed(around) if reads == "act" else {"I": ""}

    def _named(self, who: str, words: str) -> dict[str, str]:
        if who == "i":
            return {"I": "i"}
        shown = list(self.lists[who].finditer(words))[-1].group().strip()
        return {"someone_else": shown} if who == "other" else {"you": shown}

    def _unnamed(self, around: Around) -> dict[str, str]:
        """No person in the sentence so far: left out ("Purged again.") or no person at all ("the purging
        leaflet")."""
        if self._in("about_end", around.before) or self._in("topic_after", around.after[:40]):
            return {"topic": "no person"}
        inflected = any(w.endswith(("ed", "ing", "in")) or w in FORMS for w in around.act.split())
        filled = not self.lists["filler"].sub("", around.before).strip()
        timed = self._in("lately", around.after)
        if filled and (inflected or timed or self._in("bare_past", around.act)):
            return {"I": "left out"}
        if self._in("i", around.after) and not self._in("other", around.after):
            return {"I": "i"}
        return {"topic": "no person"}

    def _denial(self, around: Around, reads: str) -> dict[str, str]:
        said = around.act if reads == "act" else around.inside
        close = f" {last_words(around.clause, 6)}{said}"
        clause = self.lists["clause_break"].split(close)[-1]
        if never := self._in("never", f" {clause} "):
            return {"never": never}
        if negated := self._in("negated", f" {clause} ") or self._in("negated_after", around.after[:45]):
            return {"negated": negated}
        return {}

    def _time(self, around: Around) -> dict[str, str]:
        long_ago = self._in("long_ago", around.sentence)
        if long_ago and not self._in("relapse", around.sentence):
            return {"long_ago": long_ago}
        if self._in("lately", around.sentence):
            return {}
        if while_ago := self._in("a_while_ago", around.sentence):
            return {"a_while_ago": while_ago}
        return {}

    def _mood(self, around: Around) -> dict[str, str]:
        found = {}
        for cue, words in (
            ("hypothetical", f" {last_words(around.before, 3)}{without_first(around.act)}"),
            ("urge", f" {last_words(around.before, 5)} {around.inside} {around.act} {around.after[:20]} "),
            ("joke", around.sentence + around.later[:40]),
            ("work", around.sentence),
        ):
            if shown := self._in(cue, words):
                found[cue] = shown
        if fear := self._in("fear", f" {last_words(around.before, 7)} "):
            found["hypothetical"] = fear
        if others := self._in("hypothetical_other", around.before):
            found["hypothetical"] = others
        media = self._last(around.before, ("media",))
        if media and not self.lists["i"].search(around.before[media[1] - 1 :]):
            found["media"] = self._in("media", around.before)
        return found


def last_words(words: str, count: int) -> str:
    """The last `count` words of a spaced line."""
    return " ".join(words.split()[-count:])


def without_first(words: str) -> str:
    """A spaced line without its first word: a match that begins with "if" is a threat, not a question."""
    return " " + words.lstrip().partition(" ")[2] if words.startswith(" if ") else words


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Alternatives over whole words; `_` is any one word, `#` a number, `%` a year, a trailing `*` any
    ending."""
    parts = []
    for phrase in sorted(words, key=len, reverse=True):
        escaped = " ".join(_word(w) for w in phrase.split())
        parts.append(escaped)
    return re.compile(r"(?<= )(?:" + "|".join(parts) + r")(?= )")


def _word(word: str) -> str:
    if word == "_":
        return r"\S+"
    if word == "%":
        return r"(?:19|20)\d\d"
    if word == "#":
        return r"(?:\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|few|several|some|couple|many)"
    return re.escape(word[:-1]) + r"\S*" if word.endswith("*") else re.escape(word)


def _around(match: Match, text: JudgedText, full: Mapping[str, str]) -> Around:
    sentence_of, words = text.sentences, text.words
    own = sentence_of[match.first]
    first, last = match.first, match.last
    start, end = first, last + 1
    while start > 0 and first - start < WINDOW and sentence_of[start - 1] == own:
        start -= 1
    while end < len(words) and end - last <= WINDOW and sentence_of[end] == sentence_of[last]:
        end += 1

    def line(part: Sequence[str]) -> str:
        return _spaced([full.get(w, w)[:LONGEST_WORD] for w in part])

    matched = match.tokens()
    skipped = [w for t, w in enumerate(words[first : last + 1], first) if t not in matched]
    said = line(words[first : last + 1])
    return Around(
        before=line(words[start:first]),
        clause=line(words[_clause_start(text, start, first, said) : first]),
        inside=line(skipped),
        after=line(words[last + 1 : end]),
        sentence=line(words[start:end]),
        earlier=line(words[max(0, start - 12) : start]),
        later=line(words[end : end + 8]),
        act=said,
        matched=line([w for t, w in enumerate(words[first : last + 1], first) if t in matched]),
    )


PERSON = re.compile(r" (?:i|i'm|i've|i'd|i'll|she|he|they|you|we|it|im|ive) ")


def _clause_start(text: JudgedText, start: int, first: int, said: str) -> int:
    """The token after the last comma before the match, when a person stands between; else the sentence's
    start.

    "I haven't binged, purged or run" is one clause; "without me, I wish …" is two.
    """
    folded, spans = text.views.folded.text, text.views.words.spans
    for at in range(first, start, -1):
        gap = folded[spans[at - 1][1] : spans[at][0]]
        if any(mark in gap for mark in ",;:-\n(") and PERSON.search(_spaced(text.words[at:first]) + said[:8]):
            return at
    return start


def _spaced(words: Sequence[str]) -> str:
    return " " + " ".join(words) + " " if words else " "
