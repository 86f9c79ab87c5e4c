"""Trying a rule on examples and on pasted text, with every reason: what hit, in which view of the text, what
stood around it, which other rules hit, and which frames kept it from hitting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from community.utterances.marks import Piece, pieces
from risk_jobs.screening.judge import Judge, Lexicon
from risk_jobs.screening.pack import read_lexicon
from risk_jobs.screening.rules import Example, Rule
from risk_jobs.screening.verdicts import Hit, Verdict
from risk_jobs.words import live, text_form
from risk_jobs.words.lists import Lists

LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Result:
    """One example: what it should give, what it gives, and why. `got` None: no hit."""

    text: str
    wanted: str
    got: int | None
    holds: bool
    cues: str


@dataclass(frozen=True, slots=True)
class Read:
    """A pasted text as the rules read it. `excluded_by`: what under “unless” kept the rule from hitting."""

    verdict: Verdict
    pieces: list[Piece]
    own: list[Hit]
    others: list[Hit]
    excluded_by: list[str]


def example_results(rule: Rule, lists: Lists) -> list[Result]:
    """Each example of the rule, judged by it alone."""
    judge = _alone(rule, lists)
    flag = max(3, rule.priority)
    return [
        *(_result(judge, rule, one, flag, matches=True) for one in rule.must_match),
        *(_result(judge, rule, one, flag, matches=False) for one in rule.must_not_match),
    ]


def _result(judge: Judge, rule: Rule, example: Example, flag: int, *, matches: bool) -> Result:
    hits = _hits(judge, rule, example.text)
    got = min((hit.priority for hit in hits), default=None)
    flagged = got is not None and got <= flag
    if matches:
        holds = flagged and (not example.priority or got == example.priority)
    else:
        holds = not flagged or got == example.priority
    wanted = f"P{example.priority}" if example.priority else "a hit" if matches else "no flag"
    cues = ", ".join(f"{cue.name.replace('_', ' ')}: “{cue.words}”" for hit in hits[:1] for cue in hit.cues)
    return Result(example.text, wanted, got, holds, cues)


def _hits(judge: Judge, rule: Rule, text: str) -> list[Hit]:
    kind = next(iter(sorted(rule.kinds)), "post")
    room = next(iter(sorted(rule.rooms)), "")
    return [hit for hit in judge.verdict(text, kind=kind, room=room).hits if hit.rule_id == rule.id]


def read_text(text: str, rule: Rule | None = None) -> Read:
    """Judge a pasted text by the live rules and, when one is given, by this rule instead of its live version."""
    now = live.current()
    others = [hit for hit in now.judge.verdict(text).hits if rule is None or hit.rule_id != rule.id]
    own = _hits(_alone(rule, now.lists), rule, text) if rule else []
    hits = tuple(sorted((*own, *others), key=lambda hit: (hit.priority, hit.rule_id, hit.spans)))
    verdict = Verdict(min((hit.priority for hit in hits), default=None), hits, now.stamp)
    spans = [span for hit in hits for span in hit.spans]
    excluded = _excluding(rule, text, now.lists) if rule and not own else []
    return Read(verdict, pieces(text, spans), own, others, excluded)


def _excluding(rule: Rule, text: str, lists: Lists) -> list[str]:
    """Which of “unless” would, by itself, keep this rule from hitting this text."""
    lexicon = _alone(rule, lists).lexicon
    if not _hits(Judge([replace(rule, unless=())], lexicon, "tried"), rule, text):
        return []
    frames = {name: set(clauses) for name, clauses in lists.frames.items()}
    named = [f"frame:{name}" for name, clauses in frames.items() if clauses <= set(rule.unless)]
    found = [name for name in named if not _hits(_with(rule, lists.frames[name[6:]], lexicon), rule, text)]
    return found or ["its own words under “unless”"]


def _with(rule: Rule, unless: Sequence[object], lexicon: Lexicon) -> Judge:
    return Judge([replace(rule, unless=tuple(unless))], lexicon, "tried")  # type: ignore[arg-type]


def _alone(rule: Rule, lists: Lists) -> Judge:
    return Judge([rule], _lexicon(rule.written, lists), "tried")


@lru_cache(maxsize=8)
def _lexicon(written: tuple[str, ...], lists: Lists) -> Lexicon:
    """Kept, as reading the lists is most of what a try costs."""
    return read_lexicon(extra_words=written, texts=lists.files)


def rule_in(text: str, number: int = 1) -> Rule:
    """The rule of a text, checked against the live lists; raises text_form.Mistake."""
    return text_form.check(text, number, live.current().lists)
