"""The rules that judge in this process: compiled once for each stamp, and looked after every two seconds.

A change of rules gives the one row of RuleSet a new stamp in the transaction that makes it. A process that is
asked for its judge reads that row, one statement, at most every LOOK_EVERY_S, and compiles anew when the stamp
is another: a text said later than that is judged by the new rules, in every process and without a restart.
If the new set cannot be compiled the old one goes on, at a start the starter pack, and the desk says so."""

import logging
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from django.db import DatabaseError

from community.utterances.views_of_text import VIEWS_VERSION
from risk_jobs.screening.judge import Judge
from risk_jobs.screening.pack import (
    ENGINE_VERSION,
    check_concepts,
    failing_examples,
    read_lexicon,
    starter_judge,
)
from risk_jobs.screening.rules import BadRule, Rule
from risk_jobs.words import service_lists, text_form
from risk_jobs.words.lists import Lists, filled, lacking, read_lists
from risk_jobs.words.models import Kind, RuleSet, RuleVersion
from risk_jobs.words.states import State

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0


class CannotCompile(Exception):
    """Why this set of rules cannot judge; says the rule and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Written:
    """One version as it judges: enough to compile it, and whose it is."""

    name_id: str
    kind: str
    number: int
    text: str
    service_id: int | None = None
    pk: int = 0


class ServiceJudge(Judge):
    """A judge that knows which of its rules belong to one service alone."""

    service_of: Mapping[str, int]
    lists_of: Mapping[int, Judge] = MappingProxyType({})

    def lists_kept_by(self, service_id: int | None) -> Judge | None:
        return self.lists_of.get(service_id) if service_id is not None else None

    def rules_not_of(self, service_id: int | None) -> frozenset[str]:
        return frozenset(rule for rule, service in self.service_of.items() if service != service_id)


@dataclass(frozen=True, slots=True)
class LiveSet:
    """What judges now. `shadow` reads every text too and raises nothing. `trouble`: what the desk must say."""

    stamp: str
    judge: Judge
    lists: Lists
    shadow: ServiceJudge | None = None
    in_shadow: Mapping[str, int] = field(default_factory=dict)
    trouble: str = ""


def compiled(written: Sequence[Written], lists: Lists, version: str) -> ServiceJudge:
    """A judge over these rules; CannotCompile names the first that cannot be read."""
    try:
        rules = [_parsed(one.text, one.number, lists) for one in written]
    except text_form.Mistake as mistake:
        raise CannotCompile(str(mistake)) from mistake
    try:
        lexicon = read_lexicon(extra_words=[w for rule in rules for w in rule.written], texts=lists.files)
        check_concepts(rules, lexicon)
        judge = ServiceJudge(rules, lexicon, version)
    except BadRule as bad:
        raise CannotCompile(str(bad)) from bad
    judge.service_of = {one.name_id: one.service_id for one in written if one.service_id is not None}
    return judge


@lru_cache(maxsize=10_000)
def _parsed(text: str, number: int, lists: Lists) -> Rule:
    """Kept, so that a change of one rule does not read all others again."""
    try:
        return text_form.check(text, number, lists)
    except text_form.Mistake as mistake:
        name = text.partition("\n")[0].removeprefix("id:").strip()[:60]
        raise text_form.Mistake(f"{name}: {mistake}") from mistake


def rows(state: State) -> list[Written]:
    """What stands in this state, in the order of the rules' ids."""
    found = RuleVersion.objects.filter(state=state).order_by("rule__name_id")
    fields = ("rule__name_id", "rule__kind", "number", "text", "rule__service_id", "pk")
    return [Written(*row) for row in found.values_list(*fields)]


def lists_in(written: Iterable[Written]) -> Lists:
    """CannotCompile when one of the lists among them cannot be read."""
    try:
        return read_lists({one.kind: one.text for one in written if one.kind != Kind.RULE})
    except BadRule as bad:
        raise CannotCompile(str(bad)) from bad


def only_rules(written: Iterable[Written]) -> list[Written]:
    return [one for one in written if one.kind == Kind.RULE]


_now: LiveSet | None = None
_looked = float("-inf")
_failed = ""
_compiling = threading.Lock()


def judge() -> Judge:
    """The live rules of this installation, as `use_live_judge` asks for them."""
    return current().judge


def current() -> LiveSet:
    """What judges in this process now, at most LOOK_EVERY_S behind what is published."""
    global _looked
    if _now is not None and time.monotonic() - _looked < LOOK_EVERY_S:
        return _now
    try:
        stamp = _stamp()
    except DatabaseError as error:
        log.error("rules: the database cannot be asked which are live (%s)", type(error).__name__)
        return _now or _starter("The database cannot be asked which rules are live.")
    _looked = time.monotonic()
    if _now is not None and stamp in (_now.stamp, _failed):
        return _now
    return _change_to(stamp)


def look_again() -> None:
    """The next text is judged by whatever is live by then; for whoever has just changed it in this process."""
    global _looked
    _looked = float("-inf")


def _stamp() -> str:
    kept = RuleSet.objects.first()
    return f"{kept.stamp}.{ENGINE_VERSION}.{VIEWS_VERSION}" if kept else ""


def _change_to(stamp: str) -> LiveSet:
    """One thread compiles; meanwhile the others go on with what they have."""
    global _now
    if not _compiling.acquire(blocking=_now is None):
        assert _now is not None
        return _now
    try:
        if _now is None or _now.stamp != stamp:
            _now = _loaded(stamp)
        return _now
    finally:
        _compiling.release()


def _loaded(stamp: str) -> LiveSet:
    global _failed
    if not stamp:
        return _starter("", stamp)
    try:
        found, _failed = _compile(stamp), ""
        return found
    except CannotCompile as problem:
        log.error("rules: %s cannot be compiled", stamp)
        _failed = stamp
        trouble = f"The rules published last cannot be used: {problem}."
    if _now is not None and _now.stamp:
        return LiveSet(_now.stamp, _now.judge, _now.lists, _now.shadow, _now.in_shadow, trouble)
    return _starter(f"{trouble} The starter pack judges instead.", stamp)


def _compile(stamp: str) -> LiveSet:
    live, shadow = rows(State.LIVE), rows(State.SHADOW)
    lists = lists_in(live)
    judge, lists, trouble = _with_starters_lists(only_rules(live), lists, stamp)
    judge.lists_of = {
        service: service_lists.judge_of(rules, judge.lexicon, stamp)
        for service, rules in service_lists.rules_of_services(service_lists.kept()).items()
    }
    try:
        beside = compiled(only_rules(shadow), lists, stamp) if shadow else None
    except CannotCompile:
        return LiveSet(
            stamp, judge, lists, trouble="A rule in shadow cannot be read; none is tried in shadow."
        )
    trouble = trouble or ("" if _now is not None else _examples_that_fail(judge))
    return LiveSet(stamp, judge, lists, beside, {one.name_id: one.pk for one in shadow}, trouble)


def _with_starters_lists(
    written: Sequence[Written], lists: Lists, stamp: str
) -> tuple[ServiceJudge, Lists, str]:
    """The judge; where the rules name what the live lists lack, with the starter pack's entries of these names:
    a list that was published before its entry existed stops nobody's texts from being read."""
    context = sorted(lacking(lists)[Kind.CONTEXT])
    try:
        return compiled(written, lists, stamp), lists, _stands_in(context)
    except CannotCompile:
        names = sorted(name for entries in lacking(lists).values() for name in entries)
        if not names:
            raise
        lists = filled(lists)
        return compiled(written, lists, stamp), lists, _stands_in(names)


def _stands_in(names: Sequence[str]) -> str:
    if not names:
        return ""
    shown = ", ".join(f"“{name}”" for name in names[:5]) + (
        f" and {len(names) - 5} more" if len(names) > 5 else ""
    )
    return f"The live word lists lack {shown}. What the starter pack has stands in; publish newer lists."


def _examples_that_fail(judge: Judge) -> str:
    """Asked once, at a start: a new version of the program may read a rule otherwise."""
    failing = failing_examples(judge)
    if not failing:
        return ""
    return f"{len(failing)} example(s) of the live rules no longer hold, the first: {failing[0]}."


def _starter(trouble: str, stamp: str = "") -> LiveSet:
    return LiveSet(stamp, starter_judge(), read_lists({}), trouble=trouble)
