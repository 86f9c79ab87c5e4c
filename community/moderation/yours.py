"""What moderation holds of somebody."""

from collections.abc import Iterable
from typing import Any

from community.moderation.models import Appeal, Decision, Report, Reported
from community.people.models import Person
from community.people.yours.holdings import Holding

RECORD = (
    "It is kept so that what was decided here can be looked at again (Online Safety Act 2023, section 23)."
)


def reports(person: Person) -> Iterable[dict[str, Any]]:
    """One's own. What was reported is not one's own."""
    for one in Report.objects.filter(by=person).select_related("reported").order_by("pk"):
        yield {
            "reason": one.get_reason_display(), "words": one.words, "sent": one.at,
            "state": one.reported.get_state_display(),
        }  # fmt: skip


def decisions(person: Person) -> Iterable[dict[str, Any]]:
    for one in Decision.objects.visible_to(person).order_by("pk"):
        yield {
            "what": one.get_kind_display(), "why": one.sentence, "house rule": one.get_rule_display(), "at": one.at,
            "taken back": one.overturned_at,
        }  # fmt: skip


def appeals(person: Person) -> Iterable[dict[str, Any]]:
    for one in Appeal.objects.filter(by=person).order_by("pk"):
        yield {
            "words": one.words,
            "sent": one.sent_at,
            "state": one.get_state_display(),
            "answer": one.sentence,
        }


def erase_reports(person: Person) -> None:
    Report.objects.filter(by=person).exclude(reason="other").update(words="")
    Report.objects.filter(by=person, reason="other").update(words="(erased)")


def erase_appeals(person: Person) -> None:
    Appeal.objects.filter(by=person).update(words="")


def why_erasure_waits(person: Person) -> str:
    """What is being looked into cannot vanish under who looks."""
    if Reported.objects.open().filter(about=person).exists():
        return "Something you wrote is still being looked into."
    if Appeal.objects.open().filter(by=person).exists():
        return "What you asked somebody else to look at is not answered yet."
    return ""


def reported_texts(person: Person) -> Iterable[int]:
    """The snapshot of what is still open."""
    open_ones = Report.objects.filter(reported__in=Reported.objects.open(), snapshot__author=person)
    return open_ones.values_list("snapshot", flat=True)


HOLDINGS = (
    Holding(("moderation.Report.by", "moderation.Report.snapshot"), "What you reported to the team", rows=reports,
            erase=erase_reports),
    Holding(
        ("moderation.Decision.about", "rooms.Measure.person"), "What moderators decided about what you wrote",
        rows=decisions, kept=RECORD,
    ),
    Holding(("moderation.Appeal.by",), "What you asked somebody else to look at again", rows=appeals, erase=erase_appeals),
    Holding(
        ("moderation.Reported.about", "utterances.Utterance.not_for"), "What others said about you to the team",
        not_copied="It is theirs, and would tell who they are (Data Protection Act 2018, schedule 2, paragraph 16).",
        kept=RECORD,
    ),
)  # fmt: skip
STAFF_ONLY = (
    "moderation.Reported.decided_by", "moderation.Decision.by", "moderation.Appeal.against",
    "moderation.Appeal.decided_by", "rooms.Measure.by", "rooms.Measure.lifted_by",
)  # fmt: skip
