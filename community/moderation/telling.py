"""Telling people what was decided: the one door from here to the notices."""

from typing import Any

from community.moderation.models import Appeal, Decision, Reported
from community.people.models import Person


def of_decision(decision: Decision) -> None:
    """Whom it concerns."""
    if decision.about is not None and decision.about_id != decision.by_id:
        _tell(decision.about, "decision", decision)


def of_appeal(appeal: Appeal) -> None:
    """Who appealed: it was answered."""
    _tell(appeal.by, "appeal", appeal)


def of_report(reported: Reported) -> None:
    """Everybody who reported it: it was dealt with."""
    for report in reported.reports.select_related("by"):
        _tell(report.by, "report", report)


def _tell(person: Person, what: str, about: Any) -> None:
    """Until there are notices each of these stands on a page of the person's own: `your_decisions`, `your_reports`."""
