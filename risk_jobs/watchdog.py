"""Looks at the queue, has a frozen worker group started anew, and gives back the jobs of dead workers."""

import logging
import os
import signal
import time
from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Min
from django.utils import timezone
from django_q.models import OrmQ

from risk_jobs import pulse, timers

log = logging.getLogger(__name__)

SIGNAL_EVERY_S = 30.0


class Watchdog:
    """Remembers since when it has been able to look, and when it last barked."""

    def __init__(self) -> None:
        self.watched_since = timezone.now()
        self.barked: float | None = None

    def look(self) -> None:
        """Once every few seconds. After a database that was away it starts to count anew."""
        try:
            queue = self._queue()
        except DatabaseError:
            self.watched_since = timezone.now()
            raise
        give_back(timers.lost(queue))
        longest_job = settings.Q_CLUSTER["timeout"] + settings.WORKER_FROZEN_AFTER_S
        if timers.is_frozen(queue, after=settings.WORKER_FROZEN_AFTER_S, longest_job=longest_job):
            self._bark()

    def _queue(self) -> timers.Queue:
        notes = pulse.notes()
        return timers.Queue(
            oldest_due=self._oldest_due(timezone.now()),
            in_flight=still_handed_out({note.job for note in notes}),
            notes=notes,
            living=frozenset(note.process for note in notes if pulse.is_alive(note.process)),
            now=time.time(),
        )

    def _oldest_due(self, now: datetime) -> float | None:
        """A new row's lock is the moment it was enqueued, a row that is being worked has it in the future."""
        oldest = OrmQ.objects.filter(lock__lte=now).aggregate(oldest=Min("lock"))["oldest"]
        if oldest is None:
            return None
        return timers.waited(oldest, now=now, watched_since=self._workable_since())

    def _workable_since(self) -> datetime:
        born = pulse.born()
        return max(self.watched_since, datetime.fromtimestamp(born, UTC)) if born else self.watched_since

    def _bark(self) -> None:
        now = time.monotonic()
        if not timers.may_signal(self.barked, now=now, every=SIGNAL_EVERY_S):
            return
        self.barked = now
        log.error("jobs stood still for %s s: starting the worker anew", settings.WORKER_FROZEN_AFTER_S)
        start_worker_anew()


def still_handed_out(jobs: Iterable[int]) -> frozenset[int]:
    """Which of these jobs are handed out and not cleared away yet."""
    rows = OrmQ.objects.filter(pk__in=list(jobs), lock__gt=timezone.now())
    return frozenset(rows.values_list("pk", flat=True))


def give_back(jobs: Iterable[int]) -> None:
    """Jobs that died with their process may be taken again now, not when their `retry` is over. Harmless for
    one that was done after all: every job of the house may run twice."""
    if jobs := list(jobs):
        OrmQ.objects.filter(pk__in=jobs, lock__gt=timezone.now()).update(lock=timezone.now())


def start_worker_anew() -> None:
    _ask_the_supervisor(signal.SIGUSR1)


def start_clock_anew() -> None:
    _ask_the_supervisor(signal.SIGUSR2)


def _ask_the_supervisor(number: signal.Signals) -> None:
    """That we were started by; without one there is nobody to ask, and the log line must do."""
    supervisor = os.environ.get("SUPERVISOR_PID", "")
    if supervisor.isdigit() and pulse.is_alive(int(supervisor)):
        os.kill(int(supervisor), number)


def give_back_what_the_last_group_held() -> None:
    """At the start of a worker group: whatever its predecessor had taken died with it. A job that failed
    keeps its pause."""
    notes = pulse.notes()
    failed = {note.job for note in notes if note.what is pulse.What.FAILED}
    give_back({note.job for note in notes} - failed)


watchdog = Watchdog()


def look() -> None:
    """The timer's entry."""
    watchdog.look()
