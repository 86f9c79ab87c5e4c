"""Counting everything again each night. What was computed event by event must be the same; what is not is said.

The night's row says how far it has come: some members at a time, so that whoever is killed loses a moment's work."""

import logging
import time
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from community.people.models import Person
from risk_jobs.returns import actions, reckoning, uncounted
from risk_jobs.returns.models import ActiveDay, Notice, Noticed, Outage, Reconciliation, Uncounted

log = logging.getLogger(__name__)

AFTER_HOUR = 5  # the day before has ended at four
AT_ONCE = 50
# Well within a job's own timeout; what is left is another job's.
LONGEST_ROUND_S = 20.0


def is_owed(*, now: datetime | None = None) -> bool:
    """While an outage is open nothing is counted: nobody has come back yet."""
    now = now or timezone.now()
    if timezone.localtime(now).hour < AFTER_HOUR or Outage.objects.open_at(now).exists():
        return False
    today = reckoning.day_of(now, actions.zone())
    return not Reconciliation.objects.filter(day=today, finished_at__isnull=False).exists()


def reconcile(*, now: datetime | None = None, longest_s: float = LONGEST_ROUND_S) -> Reconciliation | None:
    """Once a night; None if this night's was done. Missing returns are noticed now, and tell nobody if they are old.
    What is not done when the time is up goes on from there at the next call."""
    now = now or timezone.now()
    today = reckoning.day_of(now, actions.zone())
    night, made = Reconciliation.objects.get_or_create(day=today, defaults={"at": now})
    if not made and night.finished_at is not None:
        return None
    until = time.monotonic() + longest_s
    while _count_some(today, now) and time.monotonic() < until:
        pass
    night.refresh_from_db()
    return night


@transaction.atomic
def _count_some(today: date, now: datetime) -> bool:
    """The next few members, whoever else counts beside us. False when all are counted."""
    night = Reconciliation.objects.select_for_update(no_key=True).get(day=today)
    if night.finished_at is not None:
        return False
    recently = ActiveDay.objects.filter(day__gte=today - timedelta(days=reckoning.DEFAULTS.reach))
    ids = recently.order_by().values("person")
    some = list(
        Person.objects.filter(pk__in=ids, pk__gt=night.up_to, works_here=False, is_active=True).order_by(
            "pk"
        )[:AT_ONCE]
    )
    for person in some:
        compared = uncounted.apart(person, Uncounted.What.NIGHT, partial(_compare, person, now))
        missing, surplus = compared or (0, 0)
        night.people, night.missing, night.surplus = (
            night.people + 1, night.missing + missing, night.surplus + surplus,
        )  # fmt: skip
        night.up_to = person.pk
    if not some:
        night.finished_at = now
        if night.missing or night.surplus:
            log.error("returns: %s were missing, %s should not be there", night.missing, night.surplus)
    night.save()
    return bool(some)


def _compare(person: Person, now: datetime) -> tuple[int, int]:
    days = list(actions.trail(person))
    away = actions.away(person, days[0], days[-1])
    should = {one.on: one for one in reckoning.all_returns(days, away=away)}
    noticed = set(
        Notice.objects.filter(person=person, what=Noticed.RETURN, on__gte=days[0]).values_list(
            "on", flat=True
        )
    )
    lost = [on for on in sorted(should) if on not in noticed]
    for on in lost:
        actions.look(person=person, on=on, now=now)
    return len(lost), len(noticed - set(should))
