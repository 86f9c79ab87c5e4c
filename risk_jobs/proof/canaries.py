"""Saying a canary every quarter of an hour, looking whether it was noticed, and calling somebody if not."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from community.utterances import actions as utterances
from community.utterances.models import Kind, Utterance
from risk_jobs.desk.models import Case, Flag
from risk_jobs.on_call import calling
from risk_jobs.on_call.models import Line, Says
from risk_jobs.proof import pauses, room
from risk_jobs.proof.calls import call_everywhere
from risk_jobs.proof.models import Canary

EVERY = timedelta(minutes=15)
NOTICED_WITHIN = timedelta(seconds=60)
KEPT = timedelta(days=7)
ABOUT = "canary"
# Of several topics: a rule that clinicians retire must not silence it.
TEXT = "I have been purging again since Sunday. I cut myself last night. I want to kill myself tonight."
# How long nobody has noticed -> who is called.
STEPS = (
    (NOTICED_WITHIN, Line.FIRST),
    (timedelta(minutes=5), Line.SECOND),
    (timedelta(minutes=15), Line.MANAGER),
)


def say(*, now: datetime | None = None) -> Canary | None:
    """One a quarter of an hour; None if this quarter's was said."""
    now = now or timezone.now()
    slot = int(now.timestamp()) // int(EVERY.total_seconds())
    if Canary.objects.filter(slot=slot).exists():
        return None
    try:
        with transaction.atomic():
            canary = Canary.objects.create(slot=slot, said_at=now)
            # No post stands behind it: numbers below zero are no post's.
            utterances.record(
                kind=Kind.POST, source_id=-canary.pk, text=TEXT, by=room.speaker(), room=room.room(), stands=False, now=now,
            )  # fmt: skip
    except IntegrityError:
        return None  # another clock said it
    return canary


def look(*, now: datetime | None = None) -> None:
    """Was each noticed? What was is cleared away, so that no case of it grows old."""
    now = now or timezone.now()
    for canary in Canary.objects.filter(flagged_at=None).order_by("said_at"):
        _look_at(canary, now)


@transaction.atomic
def _look_at(canary: Canary, now: datetime) -> None:
    flags = Flag.objects.filter(utterance__kind=Kind.POST, utterance__source_id=-canary.pk)
    raised = flags.order_by("raised_at").first()
    if raised is None:
        _call_if_late(canary, now)
        return
    Canary.objects.filter(pk=canary.pk, flagged_at=None).update(flagged_at=now)
    _clear(flags.values_list("utterance", flat=True)[:1])
    if not Canary.objects.filter(flagged_at=None).exists():
        calling.no_longer_needed(about=ABOUT)


def _clear(said: Any) -> None:
    """Its cases hold nothing but it: nobody else speaks in that service."""
    cases = list(
        Case.objects.filter(service__slug=room.SLUG, flags__utterance__in=said).values_list("pk", flat=True)
    )
    Flag.objects.filter(case__in=cases).delete()
    Case.objects.filter(pk__in=cases).delete()


def _call_if_late(canary: Canary, now: datetime) -> None:
    """One alarm for one silence: while an earlier one is unnoticed too, that one calls."""
    first = Canary.objects.filter(flagged_at=None).order_by("said_at").values_list("pk", flat=True).first()
    if canary.pk != first:
        return
    since = max(canary.said_at, pauses.last_end(now) or canary.said_at)
    for number, (after, line) in enumerate(STEPS, 1):
        if now - since >= after:
            key = f"canary/{canary.pk}/{number}"
            call_everywhere(line, Says.CANARY_LATE, about=ABOUT, key=key, now=now)


def forget_old(*, now: datetime | None = None) -> None:
    """Those of more than a week ago, and their words."""
    old = Canary.objects.filter(said_at__lt=(now or timezone.now()) - KEPT).exclude(flagged_at=None)
    for pk in list(old.values_list("pk", flat=True)[:200]):
        with transaction.atomic():
            Utterance.objects.filter(kind=Kind.POST, source_id=-pk, room__slug=room.SLUG).delete()
            Canary.objects.filter(pk=pk).delete()
