"""Counting everything again each night. What was computed event by event must be the same; what is not is said."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from community.people.models import Person
from risk_jobs.returns import actions, reckoning
from risk_jobs.returns.models import ActiveDay, Notice, Noticed, Reconciliation

log = logging.getLogger(__name__)

AFTER_HOUR = 5  # the day before has ended at four


def reconcile(*, now: datetime | None = None) -> Reconciliation | None:
    """Once a night; None if this night's was done. Missing returns are noticed now, and tell nobody if they are old."""
    now = now or timezone.now()
    today = reckoning.day_of(now, actions.zone())
    if Reconciliation.objects.filter(day=today).exists():
        return None
    people = missing = surplus = 0
    recently = ActiveDay.objects.filter(day__gte=today - timedelta(days=reckoning.DEFAULTS.reach))
    ids = recently.order_by().values("person").distinct()
    for person in Person.objects.filter(pk__in=ids, works_here=False).iterator(500):
        people += 1
        gone, found = _compare(person, now)
        missing, surplus = missing + gone, surplus + found
    if missing or surplus:
        log.error("returns: %s were missing, %s should not be there", missing, surplus)
    counted = {"people": people, "missing": missing, "surplus": surplus, "at": now}
    return Reconciliation.objects.get_or_create(day=today, defaults=counted)[0]


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


def reconcile_when_it_is_time() -> None:
    """The timer's entry."""
    if timezone.localtime().hour >= AFTER_HOUR:
        reconcile()
