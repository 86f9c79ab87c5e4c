"""The readable text of a rule and the fields behind it. The text is the one truth: the form builder writes it,
and reads it back. A mistake names its line and character, so that a page can point at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml

from risk_jobs.screening.clauses import Clause, sums_in
from risk_jobs.screening.language import MistakeInRule
from risk_jobs.screening.rules import FIELDS, BadRule, Rule, read_rule, read_yaml
from risk_jobs.words.lists import Lists

ORDER = (
    "id", "name", "topic", "priority", "reads", "owner", "review", "rationale", "kinds", "rooms", "hour", "any",
    "with", "within", "unless", "context", "must_match", "must_not_match",
)  # fmt: skip
LONGEST = 100_000
LIST_FIELDS = frozenset({"any", "unless", "kinds", "rooms", "must_match", "must_not_match"})
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mistake(Exception):
    """What is wrong and where: `line` and `column` count from 1; 0 where no place can be named."""

    message: str
    line: int = 0
    column: int = 0
    source: str = ""

    def __str__(self) -> str:
        place = f"Line {self.line}" if self.line else ""
        place += f", character {self.column}" if self.column else ""
        return f"{place}: {self.message}" if place else self.message

    @property
    def caret(self) -> str:
        """Spaces and ^ that stand under the place when set below `source` in the same type."""
        before = self.source[: max(0, self.column - 1)]
        return "".join("\t" if mark == "\t" else " " for mark in before) + "^" if self.column else ""


class _Dumper(yaml.SafeDumper):
    """Lists stand in from their field, as the starter pack is written; nothing is folded or abbreviated."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write(entry: Mapping[str, Any]) -> str:
    """The text of these fields; empty ones are left out."""
    kept = {name: entry[name] for name in ORDER if entry.get(name) not in (None, "", [], {}, ())}
    written: str = yaml.dump(kept, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100_000)
    return written


def fields_of(text: str) -> Entry:
    """The fields as they are written, for the form; Mistake where the text is no mapping of them."""
    entry = _mapping(text)
    return {name: plain(value) for name, value in entry.items() if name in FIELDS}


def plain(value: Any) -> Any:
    """Without the lines that the reader noted, and with plain strings."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items() if k != "__line__"}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, str) else value


def read(text: str, number: int, lists: Lists) -> Rule:
    """The rule that the text says, as this version; Mistake for the first thing that is wrong with it."""
    entry = _mapping(text)
    _check_types(entry, text)
    try:
        return replace(read_rule(entry, lists.frames), version=number)
    except BadRule as bad:
        raise _mistake(bad, text) from bad
    except (TypeError, ValueError, AttributeError) as error:
        raise Mistake("this cannot be read as a rule") from error


def check(text: str, number: int, lists: Lists) -> Rule:
    """As `read`, and every concept it names exists."""
    rule = read(text, number, lists)
    named = (*rule.clauses, *rule.unless, *((rule.beside,) if rule.beside else ()))
    missing = sorted(_concepts_of(named) - lists.concepts)
    if missing:
        raise _pointing_at(f"concept:{missing[0]}", f"there is no concept “{missing[0]}”", text)
    sums = sorted({one.name for clause in named for one in sums_in(clause)} - lists.points)
    if sums:
        raise _pointing_at(f" {sums[0]}", f"there is no list of points “{sums[0]}”", text)
    return rule


def _concepts_of(clauses: Iterable[Clause]) -> set[str]:
    return {symbol[1:] for clause in clauses for symbol in clause.symbols() if symbol[0] == "@"}


def _mapping(text: str) -> Entry:
    if len(text) > LONGEST:
        raise Mistake(f"a rule has at most {LONGEST:,} characters")
    refuse_anchors(text)
    try:
        entry = read_yaml(text)
    except BadRule as bad:
        raise _mistake(bad, text) from bad
    except RecursionError as error:
        raise Mistake("brackets are nested too deep") from error
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise Mistake("this cannot be read: it holds a character or a form that no rule has") from error
    if isinstance(entry, list) and len(entry) == 1:
        entry = entry[0]
    if not isinstance(entry, dict):
        raise _at("a rule is written as “field: value”, one field a line", 1, 1, text)
    return entry


def refuse_anchors(text: str) -> None:
    """YAML lets one word stand for a thousand others; no rule needs that."""
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                mark = event.start_mark
                line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
                raise _at("names with & and * are not used here", line, column, text)
    except RecursionError as error:
        raise Mistake("brackets are nested too deep") from error
    except yaml.YAMLError:
        return  # said with its place by the reading itself


def _check_types(entry: Entry, text: str) -> None:
    for name in sorted(LIST_FIELDS & set(entry)):
        if not isinstance(entry[name], list):
            raise _pointing_at(f"{name}:", f"“{name}” is a list: each line begins with “- ”", text)
    if not isinstance(entry.get("context", {}), dict):
        raise _pointing_at("context:", "“context” is written as “cue: effect”, one a line", text)
    for name in ("kinds", "rooms"):
        if any(not isinstance(one, str) for one in entry.get(name, ())):
            raise _pointing_at(f"{name}:", f"“{name}” is a list of words", text)
    within = entry.get("within", 8)
    if not isinstance(within, int) or not 0 <= within <= 99:
        raise _pointing_at("within:", "“within” is a number of words from 0 to 99", text)
    if not isinstance(entry.get("with", ""), str):
        raise _pointing_at("with:", "“with” is one thing to look for", text)


def _mistake(bad: BadRule, text: str) -> Mistake:
    cause, message = bad.__cause__, _bare(bad)
    if isinstance(cause, MistakeInRule):
        return _inside(cause, bad, text)
    mark = getattr(cause, "problem_mark", None)
    if mark is not None:
        return _at(message, mark.line + 1, mark.column + 1, text)
    return _at(message, bad.line or 0, 1 if bad.line else 0, text)


def _bare(bad: BadRule) -> str:
    """Without the place and the rule's name that the message begins with: the page shows both."""
    message = str(bad)
    for front in (f"line {bad.line}: ", f"{bad.rule}: "):
        message = message.removeprefix(front)
    return message


def _inside(mistake: MistakeInRule, bad: BadRule, text: str) -> Mistake:
    """Where in the line the expression stands. A quoted one may hold doubled quotes: then its start is named."""
    front = f"{mistake} (character {mistake.column + 1} of "
    written = _bare(bad).removeprefix(front).removesuffix(")")
    line = _line(text, bad.line or 0)
    start = line.find(written)
    at = mistake.column + len(written[mistake.column :]) - len(written[mistake.column :].lstrip())
    column = start + at + 1 if start >= 0 else len(line) - len(line.lstrip(" -")) + 1
    return _at(str(mistake), bad.line or 0, column if line else 0, text)


def _pointing_at(words: str, message: str, text: str) -> Mistake:
    for number, line in enumerate(text.splitlines(), 1):
        if (column := line.find(words)) >= 0:
            return _at(message, number, column + 1, text)
    return Mistake(message)


def _at(message: str, line: int, column: int, text: str) -> Mistake:
    return Mistake(message, line, column, _line(text, line))


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else ""
