"""Reporting something, and leaving it as it is after a look. What else becomes of it is a decision."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from community.moderation import policies, report_states
from community.moderation.actions.deciding import close_report, lock_report
from community.moderation.actions.raising import WORRIED, ask_for_clinician
from community.moderation.models import Reason, Report, Reported
from community.moderation.things import Thing, snapshot
from community.people import audit
from community.people.models import Person
from community.people.policies import require
from community.utterances import actions as utterances
from community.utterances.models import Kind, Utterance

TODAY, ROUTINE = 2, 3
DUE = {TODAY: timedelta(hours=4), ROUTINE: timedelta(hours=24)}
# Read today, whoever says it and however often.
URGENT = frozenset({Reason.WORRIED, Reason.METHODS})
MOST_A_DAY = 20


class TooManyReports(Exception):
    """A kind sentence goes with it. Who is worried about somebody is never refused."""


@transaction.atomic
def report(
    *, thing: Thing, reason: Reason, by: Person, words: str = "", now: datetime | None = None
) -> tuple[Report, Utterance | None]:
    """Tell the team. What it says now is kept; reports of the same thing are one matter, and another person's makes it
    due sooner. Reported again by the same person it is one report, with their latest words."""
    require(policies.can_report(by, thing.about), policies.NOT_OWN)
    require(reason != Reason.OTHER or bool(words.strip()), "Say in a few words what it is.")
    now = now or timezone.now()
    if reason != Reason.WORRIED:
        _require_not_too_many(by, now)
    _hold_both(thing.about, by)
    said = snapshot(thing)
    reported, is_new = _matter(thing, now)
    one, is_first = Report.objects.get_or_create(
        reported=reported,
        by=by,
        defaults={"reason": reason, "words": words.strip(), "snapshot": said, "at": now},
    )
    if not is_first:
        one.reason, one.words, one.snapshot, one.at = reason, words.strip(), said, now
        one.save(update_fields=["reason", "words", "snapshot", "at"])
    _hurry(reported, reason, another=is_first and not is_new, now=now)
    if reason == Reason.WORRIED:
        ask_for_clinician(said, topic=WORRIED, by_staff=False, now=now)
    return one, _say(one, reported, by, now)


def _hold_both(about: Person, by: Person) -> None:
    """The row of whom it is about orders two who report at once. The other's is needed where the words of the report
    raise a case; both in one order, as these two may be reporting one another."""
    both = Person.objects.select_for_update(no_key=True).only("pk").filter(pk__in=[about.pk, by.pk])
    list(both.order_by("pk"))


def _require_not_too_many(by: Person, now: datetime) -> None:
    if Report.objects.filter(by=by, at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyReports


def _matter(thing: Thing, now: datetime) -> tuple[Reported, bool]:
    return Reported.objects.select_for_update(no_key=True).get_or_create(
        kind=thing.kind, source_id=thing.source_id, state=report_states.State.OPEN,
        defaults={
            "about": thing.about, "service": thing.service, "room": thing.room, "opened_at": now,
            "due_at": now + DUE[ROUTINE],
        },
    )  # fmt: skip


def _hurry(reported: Reported, reason: Reason, *, another: bool, now: datetime) -> None:
    if reason in URGENT or another:
        reported.priority = TODAY
        reported.due_at = min(reported.due_at, now + DUE[TODAY])
    reported.version += 1
    reported.save(update_fields=["priority", "due_at", "version"])


def _say(one: Report, reported: Reported, by: Person, now: datetime) -> Utterance | None:
    """Their words are a text like any other, and are judged; whom they are about never reads them."""
    if not one.words:
        return None
    revision = Utterance.objects.filter(kind=Kind.REPORT, source_id=one.pk).count() + 1
    return utterances.record(
        kind=Kind.REPORT, source_id=one.pk, text=one.words, by=by, room=None, service=reported.service,
        revision=revision, stands=False, not_for=reported.about, now=now,
    )  # fmt: skip


@transaction.atomic
def leave(
    *, reported: Reported, by: Person, why: str, seen: int | None = None, now: datetime | None = None
) -> Reported:
    """Read, and nothing done. Who reported it is told that it was read."""
    locked = lock_report(reported, by, seen)
    assert locked is not None
    require(bool(why.strip()), "Say why, for the team.")
    close_report(locked, "leave", by=by, now=now)
    audit.write(
        who=by, did="left what was reported", what=f"reported:{locked.ref}", why=why, service=locked.service
    )
    return locked
