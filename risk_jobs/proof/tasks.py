"""What the clock and the worker do for it."""

import logging
import time
from typing import Any

from django.db import DatabaseError

from risk_jobs import timers
from risk_jobs.debts import HandedToTheWorker
from risk_jobs.proof import canaries, signs

log = logging.getLogger(__name__)

AT_WORK_EVERY_S = 20.0


def worker_beats() -> None:
    """The job: that it ran is all it does."""
    signs.beat(signs.WORKER)


class AtWork:
    """In each process that does jobs. The job above stands in the same line as all others: after an outage thousands may be
    before it, and a worker that works through them has not stopped.

    Shown when the next job is begun: who hangs in its first, is killed and hangs again shows nothing."""

    def __init__(self) -> None:
        self.has_begun = False
        self.shown: float | None = None

    def on_begin(self, sender: Any, **kwargs: Any) -> None:
        """Receiver of django-q2's `pre_execute`. Never raises: that would end the process."""
        now, has_ended_one = time.monotonic(), self.has_begun
        self.has_begun = True
        if not has_ended_one or not timers.may_signal(self.shown, now=now, every=AT_WORK_EVERY_S):
            return
        self.shown = now
        try:
            signs.beat(signs.WORKER)
        except DatabaseError as error:
            log.warning("the worker could not show that it works: %s", type(error).__name__)


at_work = AtWork()
_worker = HandedToTheWorker("risk_jobs.proof.tasks.worker_beats", "proof", lambda: True)


def clock_beats() -> None:
    signs.beat(signs.CLOCK)


def ask_the_worker() -> None:
    _worker.pay()


def look_for_canaries() -> None:
    canaries.say()
    canaries.look()
