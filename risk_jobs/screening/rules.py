"""Rules as plain data: read from YAML, every mistake named with its line."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from .clauses import Clause
from .hours import Hours, read_hours
from .language import MistakeInRule, read_clause

TOPICS = ("self_harm", "purging", "restricting", "suicide", "overdose", "abuse")
CUES, SCENE = "cues", "scene"
NOW, LOWEST = 1, 4
READS = ("act", "said", "scene", "mention", CUES)
"""How a rule is read in context. act: something done, and somebody must do it. said: the words hold the
person.
scene: cues without a keyword. mention: the topic alone, for search and the digest. cues: small cues that count
together, heard where no other rule flags the text."""
EFFECTS = ("keep", "P1", "P2", "P3", "P4", "raise", "lower")
FIELDS = {
    "id", "version", "name", "topic", "priority", "owner", "review", "rationale", "any", "with", "within",
    "unless", "kinds", "rooms", "hour", "reads", "context", "must_match", "must_not_match",
}  # fmt: skip
FEWEST_EXAMPLES = 3


class BadRule(ValueError):
    """A rule that may not be published: what is wrong, in which rule, on which line of its file."""

    def __init__(self, message: str, *, rule: str = "", line: int | None = None) -> None:
        place = f"line {line}: " if line else ""
        super().__init__(f"{place}{rule + ': ' if rule else ''}{message}")
        self.line, self.rule = line, rule


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what the rule must make of it: priority 1–4, or None for whatever its list asks."""

    text: str
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One published version of one rule, as a clinician wrote it and as it is judged."""

    id: str
    name: str
    topic: str
    priority: int
    owner: str
    review: str
    rationale: str
    written: tuple[str, ...]
    clauses: tuple[Clause, ...]
    version: int = 1
    beside: Clause | None = None
    within: int = 8
    unless: tuple[Clause, ...] = ()
    kinds: frozenset[str] = frozenset()
    rooms: frozenset[str] = frozenset()
    hour: Hours | None = None
    reads: str = "act"
    context: Mapping[str, str] = field(default_factory=dict)
    must_match: tuple[Example, ...] = ()
    must_not_match: tuple[Example, ...] = ()


class _Written(str):
    """A string that remembers its line."""

    line: int = 0


# libyaml's is ten times as fast, and every process reads the rules when they change.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML whose strings and mappings know their line."""


def _string(loader: _Loader, node: yaml.ScalarNode) -> _Written:
    text = _Written(loader.construct_scalar(node))
    text.line = node.start_mark.line + 1
    return text


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    names = [key.value for key, _ in node.value]
    for name in names:
        if names.count(name) > 1:
            raise BadRule(f"“{name}” is given twice", line=node.start_mark.line + 1)
    entry = {str(k): v for k, v in loader.construct_mapping(node, deep=True).items()}
    return {**entry, "__line__": node.start_mark.line + 1}


# Words stay words: plain YAML reads "no", "on" and "off" as truth values and 2027-06-30 as a date.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in pairs if tag.rpartition(":")[2] in ("int", "null", "merge")]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_constructor("tag:yaml.org,2002:str", _string)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_yaml(source: str) -> Any:
    """Safe YAML, mappings with their line under "__line__"; BadRule with the line for what is not YAML."""
    try:
        return yaml.load(source, Loader=_Loader)  # noqa: S506 - a subclass of SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise BadRule(f"this is not YAML: {error.problem}", line=line) from error


def read_rules(source: str, frames: Mapping[str, tuple[Clause, ...]] | None = None) -> list[Rule]:
    """Rules from a YAML list; `frames` are the shared benign frames that `unless` may name as frame:name."""
    entries = read_yaml(source)
    if not isinstance(entries, list):
        raise BadRule("a file of rules is a list, each rule beginning with “- id:”", line=1)
    return [read_rule(entry, frames or {}) for entry in entries]


def read_rule(entry: Any, frames: Mapping[str, tuple[Clause, ...]]) -> Rule:
    """One rule from its mapping; BadRule for the first mistake found."""
    if not isinstance(entry, dict) or not entry.get("id"):
        raise BadRule("a rule needs an id", line=entry.get("__line__") if isinstance(entry, dict) else None)
    line, rule_id = entry.get("__line__"), str(entry["id"])
    _check_shape(entry, rule_id, line)
    beside = entry.get("with")
    return Rule(
        id=rule_id,
        version=int(entry.get("version", 1)),
        name=str(entry["name"]),
        topic=str(entry["topic"]),
        priority=entry["priority"],
        owner=str(entry["owner"]),
        review=str(entry["review"]),
        rationale=str(entry["rationale"]),
        written=tuple(map(str, entry["any"])),
        clauses=tuple(_clause(w, rule_id, line) for w in entry["any"]),
        beside=_clause(beside, rule_id, line) if beside else None,
        within=int(entry.get("within", 8)),
        unless=tuple(c for w in entry.get("unless", ()) for c in _unless(w, rule_id, line, frames)),
        kinds=frozenset(map(str, entry.get("kinds", ()))),
        rooms=frozenset(map(str, entry.get("rooms", ()))),
        hour=_hours(entry["hour"], rule_id, line) if "hour" in entry else None,
        reads=str(entry.get("reads", "act")),
        context={str(k): str(v) for k, v in entry.get("context", {}).items() if k != "__line__"},
        must_match=_examples(entry["must_match"], rule_id, line),
        must_not_match=_examples(entry["must_not_match"], rule_id, line),
    )


def _check_shape(entry: dict[str, Any], rule_id: str, line: int | None) -> None:
    unknown = set(entry) - FIELDS - {"__line__"}
    missing = {"name", "topic", "priority", "owner", "review", "rationale", "any"} - set(entry)
    problems = [f"unknown field “{name}”" for name in sorted(unknown)]
    problems += [f"“{name}” is missing" for name in sorted(missing)]
    problems += _check_values(entry) if not missing else []
    if problems:
        raise BadRule(problems[0], rule=rule_id, line=line)


def _check_values(entry: dict[str, Any]) -> list[str]:
    problems = []
    if entry["topic"] not in TOPICS:
        problems.append(f"topic “{entry['topic']}” is none of {', '.join(TOPICS)}")
    if entry["priority"] not in (1, 2, 3, 4):
        problems.append("priority is 1, 2, 3 or 4")
    if entry.get("reads", "act") not in READS:
        problems.append(f"reads is one of {', '.join(READS)}")
    if not isinstance(entry["any"], list) or not entry["any"]:
        problems.append("“any” is a list of at least one thing to look for")
    context = {k: v for k, v in (entry.get("context") or {}).items() if k != "__line__"}
    problems += [
        f"context {k}: “{v}” is none of {', '.join(EFFECTS)}" for k, v in context.items() if v not in EFFECTS
    ]
    for name in ("must_match", "must_not_match"):
        if len(entry.get(name) or ()) < FEWEST_EXAMPLES:
            problems.append(f"“{name}” needs at least {FEWEST_EXAMPLES} examples")
    return problems + _check_review(entry["review"])


def _check_review(review: Any) -> list[str]:
    try:
        datetime.date.fromisoformat(str(review))
    except ValueError:
        return ["review is a date as 2027-03-31"]
    return []


def _clause(written: Any, rule_id: str, line: int | None) -> Clause:
    line = getattr(written, "line", line)
    if not isinstance(written, str):
        raise BadRule(f"“{written}” is not text", rule=rule_id, line=line)
    try:
        return read_clause(written)
    except MistakeInRule as mistake:
        raise BadRule(
            f"{mistake} (character {mistake.column + 1} of {written})", rule=rule_id, line=line
        ) from mistake


def _hours(written: Any, rule_id: str, line: int | None) -> Hours:
    try:
        return read_hours(str(written))
    except MistakeInRule as mistake:
        raise BadRule(str(mistake), rule=rule_id, line=getattr(written, "line", line)) from mistake


def _unless(written: Any, rule_id: str, line: int | None,
            frames: Mapping[str, tuple[Clause, ...]]) -> tuple[Clause, ...]:  # fmt: skip
    name = str(written).removeprefix("frame:")
    if name == str(written):
        return (_clause(written, rule_id, line),)
    if name not in frames:
        raise BadRule(f"there is no frame “{name}”", rule=rule_id, line=getattr(written, "line", line))
    return frames[name]


def _examples(entries: list[Any], rule_id: str, line: int | None) -> tuple[Example, ...]:
    """Each is a text, or {P2: text} when the priority matters too."""
    found = []
    for entry in entries:
        pairs = (
            {k: v for k, v in entry.items() if k != "__line__"} if isinstance(entry, dict) else {"": entry}
        )
        for key, text in pairs.items():
            if key not in ("", "P1", "P2", "P3", "P4") or not isinstance(text, str):
                raise BadRule(f"“{entry}” is no example", rule=rule_id, line=line)
            found.append(Example(str(text), int(key[1]) if key else None))
    return tuple(found)
