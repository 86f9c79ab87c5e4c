"""What is asked of a version before it may judge: it can be read, every example holds, and so do those of every
live rule beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from risk_jobs.screening.judge import Judge
from risk_jobs.screening.pack import failing_examples
from risk_jobs.words import live
from risk_jobs.words.live import CannotCompile, Written
from risk_jobs.words.models import RuleSet, RuleVersion
from risk_jobs.words.states import State

MOST_SHOWN = 10


class NotReady(Exception):
    """Why a version may not judge yet: sentences for the page."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(self.problems[:MOST_SHOWN]))


@dataclass(frozen=True, slots=True)
class Trial:
    """A set of rules as it would be, and the token of the set that it was made from."""

    judge: Judge
    token: str


def written(version: RuleVersion) -> Written:
    rule = version.rule
    return Written(rule.name_id, rule.kind, version.number, version.text, rule.service_id, version.pk)


def try_with(versions: Iterable[RuleVersion], *, without: Iterable[str] = ()) -> Trial:
    """Compile what would be live with these; NotReady names what does not hold. Nothing is written."""
    token = token_now()
    new = [written(version) for version in versions]
    replaced = {one.name_id for one in new} | set(without)
    before = live.rows(State.LIVE)
    after = [*(one for one in before if one.name_id not in replaced), *new]
    try:
        lists = live.lists_in(after)
        judge = live.compiled(live.only_rules(after), lists, "tried")
    except CannotCompile as problem:
        raise NotReady([str(problem)]) from problem
    _check_examples(judge, before, {one.name_id for one in new})
    return Trial(judge, token)


def _check_examples(judge: Judge, before: list[Written], new: set[str]) -> None:
    """What failed before already, after a new release of the program, keeps nobody from publishing."""
    failing = failing_examples(judge)
    others = [one for one in failing if one.partition(" ")[0] not in new]
    if others:
        known = set(_failing(before))
        failing = [one for one in failing if one not in known or one.partition(" ")[0] in new]
    if failing:
        raise NotReady(failing)


def _failing(before: list[Written]) -> list[str]:
    try:
        return failing_examples(live.compiled(live.only_rules(before), live.lists_in(before), "before"))
    except CannotCompile:
        return []


def token_now() -> str:
    kept = RuleSet.objects.first()
    return kept.token if kept else ""
