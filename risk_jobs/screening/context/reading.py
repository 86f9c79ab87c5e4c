"""Which cues stand around a match: who it is about, whether it is denied, when, in what mood, whose words.

Standard negation tools suppress true alarms ("can't stop …"), so the traps are looked for first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from community.utterances.stems import FORMS

from ..clauses import Match
from ..points import NOTHING, STRETCH, spelt
from ..rules import NOW, SCENE, Rule
from ..text import JudgedText
from .around import Around, around, last_words, without_first
from .cues import DEFAULTS, Cue
from .lists import Phrases

FEWEST_BESIDE = 2
"""Words beside a quotation that make an answer to it."""


FEWEST_EVERYDAY = 2
"""Everyday words around a scene that make it an everyday one."""
WORRY = "worry"
"""The list of small cues (points.yaml) that says how the whole text weighs."""
EVERYDAY_AT, BESIDE_IT, LONG_ENOUGH = -24, 27, 12
"""A text of so few points is an everyday one; with fewer than these nothing else in the text speaks for what was
found in it. Both only in texts of that many words, and of no more than points were estimated from: "Goodbye
everyone" stands for itself, and a page of ordinary words says nothing of its last line."""


def _weight(text: JudgedText, rule: Rule) -> dict[str, str]:
    """What the small cues of the whole text say; nothing where there is no list of them. What is for now and was said
    in so many words needs nothing beside it."""
    whole = text.points(WORRY)
    if whole is NOTHING or whole.total >= BESIDE_IT or not LONG_ENOUGH <= len(text.words) <= STRETCH:
        return {}
    cue = "everyday" if whole.total <= EVERYDAY_AT else "nothing_beside"
    if cue == "nothing_beside" and rule.priority == NOW and rule.reads != SCENE:
        return {}
    return {cue: spelt(whole.against(), text.views) or "no other cue"}


class Context:
    """The lists of context words, compiled once; see fixtures/rules/context.yaml for what each is for."""

    def __init__(self, lists: Mapping[str, Sequence[str]], full: Mapping[str, str] | None = None) -> None:
        self.lists = {name: Phrases([str(w) for w in words]) for name, words in lists.items()}
        self.full = full or {}
        """Short forms and what they stand for: "dont" → "don't"."""

    def read(self, match: Match, text: JudgedText, rule: Rule) -> tuple[Cue, ...]:
        """The cues around one match, each with its effect on this rule; those without effect are left out."""
        effects = {**DEFAULTS[rule.reads], **rule.context}
        if not effects:
            return ()
        near = around(match, text, self.full)
        found = {**_weight(text, rule), **self._quotation(match, text), **self._said(near, rule.reads)}
        if "quoted" in found and (shown := self._in("media", near.sentence)):
            found["media"] = shown
        return tuple(
            Cue(name, words.strip(), effects[name])
            for name, words in found.items()
            if effects.get(name, "keep") != "keep"
        )

    def _quotation(self, match: Match, text: JudgedText) -> dict[str, str]:
        if text.views.in_quote(match.first) and self._answered(text):
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
        said_by = " " + re.split('[“"]', before)[-2]
        speaker = self._last(said_by, ("i", "other"))
        if speaker is None:
            return {"quoted": "quotation marks"}
        return {} if speaker[0] == "i" else {"quoted_person": self._in("other", said_by)}

    def _answered(self, text: JudgedText) -> bool:
        """Whether something stands beside the quotation that is said to another: nothing at all, "ok" or
        "this is me" may be a way of saying it oneself."""
        beside = f" {' '.join(text.unquoted)} "
        return len(text.unquoted) >= FEWEST_BESIDE and not self._in("agrees", beside)

    def _said(self, around: Around, reads: str) -> dict[str, str]:
        found: dict[str, str] = {}
        traps = self._in("traps", around.before[-80:] + around.act[1:] + around.after[1:30])
        traps = traps or self._in("losing_control", around.sentence)
        traps = traps or self._in("double_negative", around.before[-60:] + around.act[1:])
        if traps:
            found["cannot_stop"] = traps
        found.update(self._subject(around, reads))
        if "someone_else" in found and self._in(
            "danger_now", around.earlier + around.sentence + around.later
        ):
            # Whoever it is about, what happens now cannot wait.
            found["someone_else_now"] = found.pop("someone_else")
        if not traps:
            found.update(self._denial(around, reads))
        found.update(self._time(around))
        found.update(self._mood(around))
        self._unwrap(found, around)
        return {k: v for k, v in found.items() if k != "I"}

    def _unwrap(self, found: dict[str, str], around: Around) -> None:
        """ "Asking for a friend", "suppose somebody": a wrapper lowers nothing where what is in it is now or one's own."""
        wide = around.earlier + around.sentence + around.later
        if not {"you", "hypothetical"} & found.keys() or "work" in found:
            return
        wrapper = self._in("wrapped", wide)
        if wrapper and self._in("wrapped_now", around.sentence + around.later):
            found.pop("you", None)
            found.pop("hypothetical", None)
            found["wrapped"] = wrapper

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
        inflected = any(w.endswith(("ed", "ing", "in")) or w in FORMS for w in around.meant.split())
        timed = self._in("lately", around.before + around.after[1:])
        if timed and (inflected or self._in("i", around.after)) and self._said_of_nobody(around):
            return {"I": "left out"}
        if self._in("about_end", around.before) or self._in("topic_after", around.after[:40]):
            return {"topic": "no person"}
        filled = not self.lists["filler"].rest(around.before).strip()
        if filled and (inflected or timed or self._in("bare_past", around.act)):
            return {"I": "left out"}
        if self._in("i", around.after) and not self._in("other", around.after):
            return {"I": "i"}
        return {"topic": "no person"}

    def _said_of_nobody(self, around: Around) -> bool:
        """Whether neither another person nor a leaflet, a talk, a group is in the sentence: who leaves out
        "I" and says when speaks of himself."""
        named = self._in("other", around.after) or self._in("topic_noun", around.sentence)
        return not named and not self._in(
            "about_end", f" {last_words(around.before, 1)} ".replace(" the ", " ")
        )

    def _denial(self, around: Around, reads: str) -> dict[str, str]:
        said = around.act if reads == "act" else around.inside
        close = f" {last_words(around.clause, 6)}{said}"
        clause = self.lists["clause_break"].between(close)[-1]
        if never := self._in("never", f" {clause} "):
            return {"never": never}
        if negated := self._in("negated", f" {clause} ") or self._in("negated_after", around.after[:45]):
            return {"negated": negated}
        return {}

    def _time(self, around: Around) -> dict[str, str]:
        long_ago = self._in("long_ago", around.sentence)
        if long_ago and not self._in("relapse", around.sentence + around.later[1:]):
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
        wide = around.earlier + around.sentence + around.later
        everyday = {found.group() for found in self.lists["everyday"].finditer(wide)}
        if len(everyday) >= FEWEST_EVERYDAY:
            found["everyday"] = ", ".join(sorted(everyday))
        if fear := self._in("fear", f" {last_words(around.before, 7)} "):
            found["hypothetical"] = fear
        if others := self._in("hypothetical_other", around.before):
            found["hypothetical"] = others
        media = self._last(around.before, ("media",))
        if media and not self.lists["i"].search(around.before[media[1] - 1 :]):
            found["media"] = self._in("media", around.before)
        return found
