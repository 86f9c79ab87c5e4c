"""Sending owed alerts. Two of them are better than none, the opposite of mail to members: whoever died while sending is
tried again."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from risk_jobs.on_call.calling import addresses_of
from risk_jobs.on_call.models import Alert, AlertQuerySet, AlertState, Way
from risk_jobs.on_call.providers import PROVIDERS
from risk_jobs.on_call.words import words_of

log = logging.getLogger(__name__)

DEAD_AFTER = timedelta(seconds=60)
MOST_TRIES = 20
LONGEST_PAUSE = timedelta(minutes=5)
LONGEST_ROUND_S = 20.0
# Past this the clock sends by itself: the very worker that should may be what is broken.
WORKER_HAS = timedelta(seconds=20)


def _due(now: datetime) -> Q:
    died = Q(state=AlertState.SENDING, claimed_at__lte=now - DEAD_AFTER)
    return Q(state=AlertState.OWED, due_at__lte=now) | died


def something_is_due() -> bool:
    return Alert.objects.filter(_due(timezone.now())).exists()


def send_due() -> None:
    """The job. May run beside itself: each alert is claimed by one."""
    _send(LONGEST_ROUND_S, timezone.now())


def send_what_waited() -> None:
    """By the clock, which must not stand still for a gateway that does: one alert a tick."""
    now = timezone.now()
    waited = Alert.objects.filter(_due(now), due_at__lte=now - WORKER_HAS).order_by("due_at")
    if (pk := waited.values_list("pk", flat=True).first()) is not None:
        send(pk, now=now)


def _send(longest_s: float, now: datetime) -> None:
    until = time.monotonic() + longest_s
    due = Alert.objects.filter(_due(now)).order_by("due_at", "line")
    for pk in list(due.values_list("pk", flat=True)[:200]):
        send(pk, now=timezone.now())
        if time.monotonic() > until:
            return


def send(pk: int, *, now: datetime) -> None:
    mine = Alert.objects.filter(_due(now), pk=pk)
    if not mine.update(state=AlertState.SENDING, claimed_at=now):
        return
    alert = Alert.objects.select_related("person").get(pk=pk)
    to = addresses_of(alert.person).get(Way(alert.way), "")
    if not to:
        _end(alert, AlertState.GIVEN_UP, trouble="NoAddress")
        return
    try:
        PROVIDERS[Way(alert.way)].send(to=to, words=words_of(alert.says), once=alert.ref)
    except Exception as error:
        _try_again(alert, type(error).__name__, now)
    else:
        _end(alert, AlertState.SENT, sent_at=timezone.now(), trouble="")


def _end(alert: Alert, state: AlertState, **values: object) -> None:
    Alert.objects.filter(pk=alert.pk, state=AlertState.SENDING).update(state=state, **values)


def _try_again(alert: Alert, trouble: str, now: datetime) -> None:
    """Soon, then less often. Only the kind of the error is kept: its message may hold a number or an address."""
    tries = alert.tries + 1
    log.warning("alert %s, try %d: %s", alert.ref, tries, trouble)
    state = AlertState.OWED if tries < MOST_TRIES else AlertState.GIVEN_UP
    pause = min(timedelta(seconds=5 * 2 ** min(tries, 10)), LONGEST_PAUSE)
    _end(alert, state, tries=tries, trouble=trouble, due_at=now + pause)


@dataclass(frozen=True, slots=True)
class Trouble:
    waiting: int
    given_up: int


def trouble(*, now: datetime | None = None) -> Trouble | None:
    """For the desk: whether people on call cannot be reached. None when all is well."""
    return trouble_of(in_vain().count(), lost_since(now or timezone.now()).count())


def in_vain() -> AlertQuerySet:
    """Tried, and still owed."""
    return Alert.objects.filter(state=AlertState.OWED, tries__gt=0)


def lost_since(now: datetime) -> AlertQuerySet:
    """Given up since yesterday."""
    return Alert.objects.filter(state=AlertState.GIVEN_UP, owed_at__gt=now - timedelta(days=1))


def trouble_of(waiting: int, lost: int) -> Trouble | None:
    return Trouble(waiting, lost) if waiting or lost else None
