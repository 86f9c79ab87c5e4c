"""How useful a rule has been, from what clinicians said when they closed its cases."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from risk_jobs.desk.models import Case, Flag, RuleHit
from risk_jobs.desk.states import Outcome, State

# Whoever closed the case did something for the member. "No action" and the false alarms did not need a reader.
USEFUL = (Outcome.ACTED_NOW, Outcome.CONTACTED, Outcome.SAFETY_PLAN, Outcome.WATCH)


@dataclass(frozen=True, slots=True)
class Usefulness:
    """Texts that one rule flagged. `alone`: no other rule flagged them; without the rule nobody had read them."""

    hits: int = 0
    judged: int = 0
    useful: int = 0
    alone: int = 0
    alone_useful: int = 0

    def __str__(self) -> str:
        return f"{self.useful} of {self.judged} judged useful" if self.judged else "none judged yet"


def usefulness_of(rules: Iterable[str], *, services: Collection[int]) -> dict[str, Usefulness]:
    """By rule id, in one statement, over these services. A text counts once a rule, whatever its topics."""
    closed = Q(flag__case__state=State.CLOSED)
    useful = Q(flag__case__outcome__in=USEFUL)
    counted = (
        RuleHit.objects.filter(rule__in=list(rules), flag__case__service__in=services)
        .values_list("rule")
        .annotate(
            hits=Count("flag__utterance", distinct=True),
            judged=Count("flag__utterance", filter=closed, distinct=True),
            useful=Count("flag__utterance", filter=useful, distinct=True),
            by_itself=Count("flag__utterance", filter=Q(alone=True), distinct=True),
            by_itself_useful=Count("flag__utterance", filter=Q(alone=True) & useful, distinct=True),
        )
    )
    return {rule: Usefulness(*counts) for rule, *counts in counted}


def usefulness_in(case: Case, flags: Iterable[Flag]) -> dict[str, Usefulness]:
    """Of the rules behind these flags, in the service of the case."""
    rules = {hit["rule_id"] for flag in flags for hit in flag.hits}
    return usefulness_of(rules, services=[case.service_id]) if rules else {}
