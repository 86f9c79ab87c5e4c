"""Texts that are still owed to the judge or to the index. Their rows are the debt; this only sees to it."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.models import OrmQ
from django_q.tasks import async_task

from community.notices import delivery
from community.remembrance import hiding
from community.utterances.models import Utterance
from risk_jobs import timers
from risk_jobs.screening.tasks import pay_screening_debts

OWED_TO_THE_JUDGE_AFTER = timedelta(seconds=2)
OWED_TO_THE_INDEX_AFTER = timedelta(seconds=5)
MAIL_DEBTS = "community.notices.tasks.deliver_due"
INDEX_DEBTS = "search.tasks.pay_index_debts"


class NumberingBroker(ORM):
    """Knows under which number it queued a job: payloads are sealed, a row cannot be found by its task."""

    number: int | None = None

    def enqueue(self, task: str) -> int:
        self.number = super().enqueue(task)
        return self.number


class JudgeDebts:
    """Paid here, in the clock: judging is the safety net for the very case that no worker works."""

    SHORTEST_S, LONGEST_S = 2.0, 60.0

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.pause, self.due, self.newest = self.SHORTEST_S, 0.0, 0

    def pay(self) -> None:
        """A text that nobody can judge is tried less and less often, not every two seconds for ever; a new
        debt never waits for it."""
        owed = Utterance.objects.unjudged().filter(said_at__lt=timezone.now() - OWED_TO_THE_JUDGE_AFTER)
        newest = owed.aggregate(newest=Max("pk"))["newest"] or 0
        if not newest or (newest <= self.newest and self.clock() < self.due):
            return
        self.newest = newest
        paid = pay_screening_debts() > 0
        bounds = {"shortest": self.SHORTEST_S, "longest": self.LONGEST_S}
        self.pause = timers.next_pause(self.pause, paid=paid, **bounds)
        self.due = self.clock() + self.pause


class HandedToTheWorker:
    """One job at a time: the index or the mail server may be slow, and the clock must not wait for it."""

    def __init__(self, job: str, group: str, owed: Callable[[], bool]) -> None:
        self.job, self.group, self.owed = job, group, owed
        self.queued: int | None = None

    def pay(self) -> None:
        if self._is_queued() or not self.owed():
            return
        broker: Any = NumberingBroker()
        async_task(self.job, broker=broker, group=self.group, save=False)
        self.queued = broker.number

    def _is_queued(self) -> bool:
        return self.queued is not None and OrmQ.objects.filter(pk=self.queued).exists()


def _owed_to_the_index() -> bool:
    owed = Utterance.objects.unindexed().filter(said_at__lt=timezone.now() - OWED_TO_THE_INDEX_AFTER)
    return owed.exists()


_judge = JudgeDebts()
_index = HandedToTheWorker(INDEX_DEBTS, "index", _owed_to_the_index)
_mail = HandedToTheWorker(MAIL_DEBTS, "mail", delivery.something_is_due)


_wishes = HandedToTheWorker("community.remembrance.hiding.carry_out", "remembrance", hiding.is_owed)


def hurry_wishes() -> None:
    """The timer's entry."""
    _wishes.pay()


def pay_the_judges() -> None:
    """The timer's entry."""
    _judge.pay()


def pay_the_indexes() -> None:
    """The timer's entry."""
    _index.pay()


def hurry_mail() -> None:
    """The timer's entry."""
    _mail.pay()
