"""The starter pack and the lexicons beside it: read from fixtures/rules, proved by their own examples."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from community.utterances.views_of_text import VIEWS_VERSION, Vocabulary
from community.utterances.views_of_text.vocabulary import inflections

from .clauses import Clause, sums_in
from .context import Context
from .judge import Judge, Lexicon
from .language import MistakeInRule, either, read_clause
from .points import MistakeInList, read_points
from .rules import BadRule, Rule, read_rules, read_yaml

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "rules"
ENGINE_VERSION = "10"
"""Changes whenever the same rules would judge the same text otherwise."""
WRITTEN_WORD = re.compile(r"(?<![\w:'])[a-z]+(?:'[a-z]+)*(?![\w:*/'])")
OPERATORS = frozenset({"near", "then", "and", "or", "concept", "emoji"})


def read_lexicon(
    folder: Path = FOLDER, extra_words: Iterable[str] = (), texts: Mapping[str, str] | None = None
) -> Lexicon:
    """Concepts, emoji, context lists and words of one folder; BadRule where one cannot be read. `texts`: by
    file name, what stands in place of that file's."""
    concepts = _listed(folder / "concepts.yaml", texts)
    points = _points(folder, texts)
    written = [w for forms in concepts.values() for w in forms] + list(extra_words)
    emoji = {k: f"emoji:{v}" for k, v in _listed(folder / "emoji.yaml", texts).items()}
    spelling = _listed(folder / "spelling.yaml", texts)
    vocabulary = Vocabulary(
        _targets(written, _real(folder)),
        _real(folder),
        emoji,
        spelling.get("contractions", {}),
        tuple(map(str, spelling.get("masked", ()))),
    )
    clauses = {name: (either([_clause(f, name) for f in forms]),) for name, forms in concepts.items()}
    # The engine asks for each list by name: one that the given text lacks is the one that ships.
    context = {**_listed(folder / "context.yaml"), **_listed(folder / "context.yaml", texts)}
    full = {**spelling.get("contractions", {}), **spelling.get("short", {})}
    return Lexicon(clauses, vocabulary, Context(context, full), points)


def _points(folder: Path, texts: Mapping[str, str] | None) -> dict[str, dict[str, int]]:
    """Lists of small cues; a folder may have none."""
    path = folder / "points.yaml"
    if not path.exists() and path.name not in (texts or {}):
        return {}
    found = {}
    for name, lines in _listed(path, texts).items():
        try:
            found[name] = read_points(lines)
        except MistakeInList as mistake:
            raise BadRule(f"{path.name}: {name}: {mistake}") from mistake
    return found


def read_frames(
    folder: Path = FOLDER, texts: Mapping[str, str] | None = None
) -> dict[str, tuple[Clause, ...]]:
    """The shared library of benign frames, by name."""
    frames = _listed(folder / "frames.yaml", texts)
    return {name: tuple(_clause(f, name) for f in forms) for name, forms in frames.items()}


def _listed(path: Path, texts: Mapping[str, str] | None = None) -> dict[str, Any]:
    given = (texts or {}).get(path.name)
    try:
        return _without_lines(read_yaml(path.read_text(encoding="utf-8") if given is None else given))
    except BadRule as mistake:
        raise BadRule(f"{path.name}: {mistake}") from mistake


def _without_lines(entry: Any) -> Any:
    if isinstance(entry, dict):
        return {str(k): _without_lines(v) for k, v in entry.items() if k != "__line__"}
    return entry


def _clause(written: str, name: str) -> Clause:
    try:
        return read_clause(str(written))
    except MistakeInRule as mistake:
        line = getattr(written, "line", None)
        raise BadRule(
            f"{mistake} (character {mistake.column + 1} of {written})", rule=name, line=line
        ) from mistake


@cache
def _real(folder: Path) -> frozenset[str]:
    return frozenset((folder / "words" / "british_english.txt").read_text(encoding="utf-8").split())


def _targets(written: Iterable[str], real: frozenset[str]) -> frozenset[str]:
    """Words worth finding in disguise: each word that rules name, in its regular forms that are words."""
    words = {w for text in written for w in WRITTEN_WORD.findall(str(text).lower())} - OPERATORS
    forms = {form for word in words for form in inflections(word) if form in real}
    return frozenset(w for w in words | forms if len(w) > 2)


def starter_rules(folder: Path = FOLDER) -> list[Rule]:
    """The rules of the starter pack, in the order of their files; BadRule for the first that cannot be
    read."""
    frames = read_frames(folder)
    rules: list[Rule] = []
    for path in sorted((folder / "pack").glob("*.yaml")):
        try:
            rules.extend(read_rules(path.read_text(encoding="utf-8"), frames))
        except BadRule as mistake:
            raise BadRule(f"{path.name}: {mistake}") from mistake
    _check_names(rules)
    return rules


def _check_names(rules: list[Rule]) -> None:
    ids = [r.id for r in rules]
    for twice in sorted({i for i in ids if ids.count(i) > 1}):
        raise BadRule("two rules have this id", rule=twice)


def build_judge(rules: list[Rule], version: str, folder: Path = FOLDER) -> Judge:
    """A judge over any rules with the shared lexicon; BadRule when a rule names a concept that does not
    exist."""
    lexicon = read_lexicon(folder, (w for r in rules for w in r.written))
    check_concepts(rules, lexicon)
    return Judge(rules, lexicon, version)


def check_concepts(rules: Iterable[Rule], lexicon: Lexicon) -> None:
    """BadRule for the first rule or concept that names a concept nobody wrote."""
    named: list[tuple[str, Iterable[Clause]]] = [
        (r.id, (*r.clauses, *r.unless, *((r.beside,) if r.beside else ()))) for r in rules
    ]
    named += list(lexicon.concepts.items())
    for name, clauses in named:
        for symbol in sorted({s for c in clauses for s in c.symbols() if s[0] == "@"}):
            if symbol[1:] not in lexicon.concepts:
                raise BadRule(f"there is no concept “{symbol[1:]}”", rule=name)
        for list_ in sorted({one.name for c in clauses for one in sums_in(c)} - lexicon.points.keys()):
            raise BadRule(f"there is no list of points “{list_}”", rule=name)


def failing_examples(judge: Judge, rules: Iterable[Rule] | None = None) -> list[str]:
    """What does not hold, one sentence each: a rule that is not in here may be published."""
    return [f for rule in (judge.rules if rules is None else rules) for f in _failing(judge, rule)]


def _failing(judge: Judge, rule: Rule) -> list[str]:
    """must_match: flagged by this rule (a P4 rule: hit), or at the priority given. must_not_match: not
    flagged."""
    problems = []
    flag = max(3, rule.priority)
    for example in rule.must_match:
        got = _own_priority(judge, rule, example.text)
        if got is None or got > flag or (example.priority and got != example.priority):
            problems.append(
                f"{rule.id} should match “{example.text}” at P{example.priority or '1–3'}, gives {got}"
            )
    for example in rule.must_not_match:
        got = _own_priority(judge, rule, example.text)
        if got is not None and got <= flag and got != example.priority:
            problems.append(f"{rule.id} should not match “{example.text}”, gives P{got}")
    return problems


def _own_priority(judge: Judge, rule: Rule, text: str) -> int | None:
    kind = next(iter(sorted(rule.kinds)), "post")
    room = next(iter(sorted(rule.rooms)), "")
    hour = rule.hour.first if rule.hour else None
    others = frozenset(other.id for other in judge.rules if other.id != rule.id)
    return judge.verdict(text, kind=kind, room=room, hour=hour, but=others).priority


@cache
def pack_version(folder: Path = FOLDER) -> str:
    """A stable stamp of everything a verdict depends on: rules, lexicons, views and engine."""
    digest = hashlib.sha256(f"{VIEWS_VERSION}/{ENGINE_VERSION}".encode())
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".txt"):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return f"starter-{digest.hexdigest()[:12]}"


@cache
def starter_judge() -> Judge:
    """The starter pack, compiled once per process; BadRule when one of its examples does not hold."""
    judge = build_judge(starter_rules(), pack_version())
    failing = failing_examples(judge)
    if failing:
        raise BadRule("; ".join(failing[:5]))
    return judge


_live: list[Callable[[], Judge]] = []


def use_live_judge(give: Callable[[], Judge]) -> None:
    """The rules workbench registers here how to get the installation's live rules, compiled."""
    _live[:] = [give]


def live_judge() -> Judge:
    """The live rules of this installation; the starter pack as long as nothing else is registered."""
    return _live[0]() if _live else starter_judge()


def vocabulary_for_search() -> tuple[str, Vocabulary]:
    """The words that the live rules look for, with a stamp of them: the index holds the same readings of a
    misspelt word as the judge, and knows when texts were indexed under other words."""
    vocabulary = live_judge().lexicon.vocabulary
    return _stamp(vocabulary), vocabulary


@lru_cache(maxsize=4)
def _stamp(vocabulary: Vocabulary) -> str:
    return hashlib.sha256(" ".join(sorted(vocabulary.targets)).encode()).hexdigest()[:8]


PACKS: Mapping[str, Callable[[], Judge]] = {"live": live_judge, "starter": starter_judge}
