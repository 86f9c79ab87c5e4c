"""Telling people what was decided. A notice holds no words: what it says is made when it is read, and of what was
undone, or never answered, nothing is said."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from community.moderation.models import Appeal, Decision, Report, Reported
from community.notices import kinds
from community.notices.actions import tell, tell_each
from community.notices.kinds import NoticeKind, Words
from community.notices.models import Notice
from community.people.models import Person

PLACE = "The team"


def of_decision(decision: Decision) -> None:
    """Whom it concerns, never by whom."""
    if decision.about is not None and decision.about_id != decision.by_id:
        tell(person=decision.about, what=NoticeKind.DECISION, about=decision, now=decision.at)


def of_appeal(appeal: Appeal) -> None:
    """Who appealed: it was answered."""
    tell(person=appeal.by, what=NoticeKind.APPEAL, about=appeal, now=appeal.decided_at)


def of_report(reported: Reported) -> None:
    """Everybody who reported it: it was dealt with."""
    people = reported.reports.exclude(by=reported.decided_by).values_list("by", flat=True)
    tell_each(dict.fromkeys(people, NoticeKind.REPORT), about=reported, now=reported.decided_at)


# --- as notices read it -----------------------------------------------------------------------------------------
def _decisions(person: Person) -> QuerySet[Decision]:
    return Decision.objects.visible_to(person)


def _appeals(person: Person) -> QuerySet[Appeal]:
    return Appeal.objects.filter(by=person).exclude(sentence="")


def _reports(person: Person) -> QuerySet[Reported]:
    mine = Report.objects.visible_to(person)
    return Reported.objects.filter(reports__in=mine).exclude(decided_at=None)


def _by_row(rows: Iterable[Any], notices: Collection[Notice]) -> Iterable[tuple[int, Any]]:
    found = {row.pk: row for row in rows}
    return ((one.pk, found[one.about_id]) for one in notices if one.about_id in found)


def _ids(notices: Collection[Notice]) -> list[int]:
    return [one.about_id for one in notices]


def say_decisions(person: Person, notices: Collection[Notice]) -> dict[int, Words]:
    rows = _decisions(person).filter(pk__in=_ids(notices))
    said = ((pk, one.get_kind_display(), one.get_absolute_url()) for pk, one in _by_row(rows, notices))
    return {pk: Words(PLACE, f"{words}. Read why, and what next.", url) for pk, words, url in said}


def say_appeals(person: Person, notices: Collection[Notice]) -> dict[int, Words]:
    rows = _appeals(person).filter(pk__in=_ids(notices)).select_related("decision")
    text = "Somebody else has looked at what you asked about."
    return {pk: Words(PLACE, text, one.decision.get_absolute_url()) for pk, one in _by_row(rows, notices)}


def say_reports(person: Person, notices: Collection[Notice]) -> dict[int, Words]:
    rows = _reports(person).filter(pk__in=_ids(notices))
    words = Words(PLACE, "What you told the team about has been dealt with.", reverse("your_reports"))
    return {pk: words for pk, _one in _by_row(rows, notices)}


def register() -> None:
    kinds.register(NoticeKind.DECISION, stands=_decisions, say=say_decisions)
    kinds.register(NoticeKind.APPEAL, stands=_appeals, say=say_appeals)
    kinds.register(NoticeKind.REPORT, stands=_reports, say=say_reports)
