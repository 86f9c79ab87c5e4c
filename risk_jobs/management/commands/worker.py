"""`manage.py worker`: django-q2's cluster, whose processes leave notes for the watchdog (`pulse.py`), and whose first
process looks whether the clock lives.

Use it instead of `qcluster` wherever a supervisor stands above it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections
from django_q.brokers.orm import ORM
from django_q.cluster import Cluster
from django_q.signals import post_execute_in_worker, pre_execute

from risk_jobs import pulse, watchdog
from risk_jobs.proof.lookout import EVERY_S, ByTheWorker
from risk_jobs.proof.tasks import at_work


class NotingBroker(ORM):
    """Notes which rows its pusher took, so that only ours are called stuck in our pipe."""

    def dequeue(self) -> list[tuple[int, str]] | None:
        taken: list[tuple[int, str]] | None = super().dequeue()
        for number, _payload in taken or ():
            pulse.note(pulse.What.HANDED_OUT, number)
        return taken


def listen() -> None:
    """To django-q2's signals, before its processes are forked."""
    pre_execute.connect(pulse.on_begin)
    pre_execute.connect(at_work.on_begin)
    post_execute_in_worker.connect(pulse.on_end)


class Command(BaseCommand):
    help = "Do the jobs of the queue until stopped."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        watchdog.give_back_what_the_last_group_held()
        pulse.begin_anew()
        listen()
        connections.close_all()  # before the forks
        cluster = Cluster(NotingBroker())
        cluster.start()
        lookout = ByTheWorker()
        # Jobs are done by its children: this process would only wait for the guard over them.
        while cluster.sentinel.is_alive():
            lookout.look()
            cluster.sentinel.join(EVERY_S)
