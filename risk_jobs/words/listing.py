"""What the pages about rules show, in a number of statements that does not grow with the rules."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.db.models.functions import TruncWeek
from django.utils import timezone

from community.people.models import Person
from community.people.policies import services_where
from community.people.roles import Permission
from risk_jobs.desk.models import RuleHit
from risk_jobs.desk.usefulness import Usefulness, usefulness_of
from risk_jobs.words.figures import Share
from risk_jobs.words.models import Kind, Rule, RuleQuerySet, RuleVersion, TrialHit
from risk_jobs.words.states import State

A_PAGE = 25
WEEKS = 12
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Row:
    rule: Rule
    live: RuleVersion | None
    drafts: list[RuleVersion]
    review_due: bool
    usefulness: Usefulness


def filtered(rules: RuleQuerySet, asked: dict[str, Any], today: date) -> RuleQuerySet:
    """`asked`: the cleaned answers of the filter form."""
    if asked.get("topic"):
        rules = rules.filter(topic=asked["topic"])
    if asked.get("state"):
        rules = rules.filter(pk__in=RuleVersion.objects.filter(state=asked["state"]).values("rule"))
    if asked.get("service"):
        whole = asked["service"] == "whole"
        rules = rules.filter(service=None) if whole else rules.filter(service__slug=asked["service"])
    if asked.get("owner"):
        rules = rules.filter(owner__icontains=asked["owner"])
    if asked.get("review"):
        rules = rules.filter(review__lte=today + SOON)
    if asked.get("q"):
        words = asked["q"]
        rules = rules.filter(
            Q(name__icontains=words) | Q(name_id__icontains=words) | Q(versions__text__icontains=words)
        ).distinct()
    return rules


def open_versions() -> Prefetch[str, Any, str]:
    """Without the retired ones and without their texts."""
    kept = RuleVersion.objects.exclude(state=State.RETIRED).defer("text").select_related("published_by")
    return Prefetch("versions", queryset=kept.order_by("-number"), to_attr="open_versions")


def rows(rules: Iterable[Rule], *, by: Person, today: date) -> list[Row]:
    found = list(rules)
    services = services_where(by, Permission.USE_DESK)
    counted = usefulness_of([rule.name_id for rule in found], services=services)
    return [_row(rule, counted.get(rule.name_id, Usefulness()), today) for rule in found]


def _row(rule: Any, counted: Usefulness, today: date) -> Row:
    live = next((version for version in rule.open_versions if version.state == State.LIVE), None)
    drafts = [version for version in rule.open_versions if version.is_open]
    due = rule.review is not None and rule.review <= today + SOON
    return Row(rule, live, drafts, due, counted)


@dataclass(frozen=True, slots=True)
class Week:
    """Flagged texts of one week; its bar begins at `left` and is `height` high, of 100, the fullest week's."""

    begins: date
    hits: int
    height: int
    left: int

    @property
    def top(self) -> int:
        return 100 - self.height


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is known of how one rule does, in the services of whoever asks."""

    usefulness: Usefulness
    useful: Share
    alone: Share
    weeks: list[Week]
    shadow: int
    shadow_days: int
    sampled: Share


def figures_of(rule: Rule, *, by: Person) -> Figures:
    services = services_where(by, Permission.USE_DESK)
    counted = usefulness_of([rule.name_id], services=services).get(rule.name_id, Usefulness())
    judged = TrialHit.objects.filter(trial__version__rule=rule, utterance__service__in=services)
    sample = judged.aggregate(
        said=Count("pk", filter=Q(useful__isnull=False)), yes=Count("pk", filter=Q(useful=True))
    )
    shadow = rule.versions.filter(state=State.SHADOW).first()
    hits = shadow.shadow_hits.filter(utterance__service__in=services).count() if shadow else 0
    since = shadow.events.filter(did="put in shadow").last() if shadow else None
    days = (timezone.now() - since.at).days if since else 0
    return Figures(
        counted,
        Share(counted.useful, counted.judged),
        Share(counted.alone, counted.hits),
        _weeks(rule, services),
        hits,
        days,
        Share(sample["yes"], sample["said"]),
    )


def _weeks(rule: Rule, services: Iterable[int]) -> list[Week]:
    today = timezone.localdate()
    this = today - timedelta(days=today.weekday())
    first = this - timedelta(weeks=WEEKS - 1)
    found = (
        RuleHit.objects.filter(rule=rule.name_id, flag__case__service__in=services, at__date__gte=first)
        .annotate(week=TruncWeek("at"))
        .values_list("week")
        .annotate(hits=Count("flag__utterance", distinct=True))
    )
    counts = {timezone.localtime(week).date(): hits for week, hits in found}
    most = max(counts.values(), default=0)
    begins = [first + timedelta(weeks=number) for number in range(WEEKS)]
    return [
        Week(day, counts.get(day, 0), round(100 * counts.get(day, 0) / most) if most else 0, 24 * at)
        for at, day in enumerate(begins)
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comparison: `mark` is + for new, - for gone, nothing for the same."""

    mark: str
    text: str


def compared(old: str, new: str) -> list[Line]:
    """What changed between two texts, with three lines around each change."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=3)
    return [
        Line("…", "") if line.startswith("@@") else Line(line[:1].strip(), line[1:])
        for line in lines
        if not line.startswith(("---", "+++"))
    ]


def lists_first(rules: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Rules, and the lists that they share."""
    return (
        [row for row in rules if row.rule.kind == Kind.RULE],
        [row for row in rules if row.rule.kind != Kind.RULE],
    )
