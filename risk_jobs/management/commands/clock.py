"""`manage.py clock`: runs the timers of `risk_jobs/schedules.py` for ever."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.module_loading import import_string

from risk_jobs.schedules import TIMERS, Timer

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.25


@dataclass
class Running:
    """A timer and when it is next due, on the monotonic clock."""

    timer: Timer
    do: Callable[[], None]
    due: float = 0.0

    def run(self) -> None:
        """One that fails must not stop the others. The error's kind is logged, never its message: it may
        carry words of a text."""
        close_old_connections()
        try:
            self.do()
        except Exception as error:
            log.error("timer %s: %s", self.timer.name, type(error).__name__)
        finally:
            close_old_connections()


def run(
    timers: Iterable[Timer],
    go_on: Callable[[], bool],
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Run what is due while `go_on()` is true. What comes late runs once, not once for each miss."""
    running = [Running(timer, import_string(timer.does)) for timer in timers]
    while go_on():
        for one in running:
            if clock() >= one.due:
                one.run()
                one.due = clock() + one.timer.every_s
        sleep(LOOK_EVERY_S)


class Command(BaseCommand):
    help = "Run the building's timers until stopped."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        run(TIMERS, lambda: True)
