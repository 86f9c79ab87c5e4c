"""Rules as CSV and JSON, out and in again. What comes in becomes drafts; a bad line is named and the others
still come in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from community.people.models import Person, Service
from community.people.policies import require
from community.people.roles import Permission
from risk_jobs.words import actions, policies, text_form, trying
from risk_jobs.words.models import Rule, RuleVersion
from risk_jobs.words.states import State

COLUMNS = ("id", "service", "name", "topic", "priority", "owner", "review", "state", "version", "text")
NEEDED = ("id", "text")
# A spreadsheet would run a cell that begins so; a leading ' makes it words, and is taken off when it comes back.
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
LARGEST = 4_000_000
MOST = 2_000
CAME_IN = "Came in from a file"


@dataclass
class Outcome:
    """What a file brought: versions made, how many were the same as here, and what was wrong on which line."""

    made: list[RuleVersion] = field(default_factory=list)
    same: int = 0
    wrong: list[str] = field(default_factory=list)


def rows(rules: Iterable[Rule]) -> Iterator[dict[str, str]]:
    """Of each rule its live version, or the newest there is."""
    for rule in rules:
        versions = list(rule.versions.all())
        version = next((one for one in versions if one.state == State.LIVE), versions[0])
        yield {
            "id": rule.name_id,
            "service": rule.service.slug if rule.service else "",
            "name": rule.name,
            "topic": rule.topic,
            "priority": str(rule.priority or ""),
            "owner": rule.owner,
            "review": rule.review.isoformat() if rule.review else "",
            "state": version.state,
            "version": str(version.number),
            "text": version.text,
        }


def as_json(rules: Iterable[Rule]) -> str:
    return json.dumps({"rules": list(rows(rules))}, ensure_ascii=False, indent=1)


def as_csv(rules: Iterable[Rule]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows({name: neutral(cell) for name, cell in row.items()} for row in rows(rules))
    return out.getvalue()


def neutral(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RUNS) else cell


def _as_meant(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell


class BadFile(ValueError):
    """The file as a whole cannot be read; the sentence is for the page."""


def bring_in(*, content: bytes, by: Person) -> Outcome:
    """Raises BadFile. Needs somebody who writes rules somewhere."""
    require(policies.can_write_for(by, None), actions.NOT_YOURS)
    services = {one.slug: one for one in Service.objects.where(by, Permission.WRITE_RULES)}
    outcome = Outcome()
    for place, row in _read(content):
        try:
            _bring_in(row, services, by, outcome)
        except (text_form.Mistake, actions.ChangedMeanwhile) as mistake:
            outcome.wrong.append(f"{place}: {mistake}")
    return outcome


def _read(content: bytes) -> list[tuple[str, Mapping[str, Any]]]:
    if len(content) > LARGEST:
        raise BadFile(f"The file is larger than {LARGEST // 1_000_000} MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile("The file is not UTF-8 text. Save it as CSV UTF-8 or as JSON.") from error
    found = _from_json(text) if text.lstrip()[:1] in ("{", "[") else _from_csv(text)
    if len(found) > MOST:
        raise BadFile(f"The file holds more than {MOST:,} rules.")
    return found


def _from_json(text: str) -> list[tuple[str, Mapping[str, Any]]]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise BadFile(f"This is not JSON{where}.") from error
    entries = read.get("rules") if isinstance(read, dict) else read
    if not isinstance(entries, list):
        raise BadFile("The file holds no list of rules.")
    return [(f"Rule {at}", one if isinstance(one, dict) else {}) for at, one in enumerate(entries, 1)]


def _from_csv(text: str) -> list[tuple[str, Mapping[str, Any]]]:
    csv.field_size_limit(LARGEST)  # a list of small cues is longer than the module expects of a cell
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise BadFile(f"The first line of the file does not name the column “{missing[0]}”.")
        found: list[tuple[str, Mapping[str, Any]]] = []
        line = reader.line_num + 1
        for row in reader:
            cells = {name: _as_meant(cell) for name, cell in row.items() if isinstance(name, str) and cell}
            found.append((f"Line {line}", cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadFile(f"Line {reader.line_num}: this is not CSV ({error}).") from error
    return found


@transaction.atomic
def _bring_in(row: Mapping[str, Any], services: Mapping[str, Service], by: Person, outcome: Outcome) -> None:
    name, text = row.get("id"), row.get("text")
    if not isinstance(name, str) or not isinstance(text, str):
        raise text_form.Mistake("“id” and “text” are needed")
    text = text.replace("\r\n", "\n")
    if "\x00" in name + text or len(name) > 60:
        raise text_form.Mistake("this is no id or text of a rule")
    rule = Rule.objects.visible_to(by).filter(name_id=name).first()
    if rule is None:
        outcome.made.append(_new(name, text, row.get("service") or "", services, by))
        return
    if rule.versions.filter(text=text).exclude(state=State.RETIRED).exists():
        outcome.same += 1
        return
    if not policies.can_write(by, rule):
        raise text_form.Mistake(f"you do not write rules for the service of “{name}”")
    outcome.made.append(actions.start_draft(rule=rule, text=text, by=by, why=CAME_IN))


def _new(name: str, text: str, slug: Any, services: Mapping[str, Service], by: Person) -> RuleVersion:
    if slug and slug not in services:
        raise text_form.Mistake("you do not write rules for the service it names")
    if trying.rule_in(text).id != name:
        raise text_form.Mistake(f"the column says “{name}” and the text another id")
    return actions.start_rule(text=text, service=services.get(slug), by=by, why=CAME_IN)
