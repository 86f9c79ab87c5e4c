"""`manage.py replay_activity < timelines.jsonl > returns.jsonl`: check from outside who would have been flagged as coming
back; reads and writes no database."""

import sys
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand

from risk_jobs.returns.timelines import replay_lines


class Command(BaseCommand):
    help = (
        "Replay timelines: JSON lines in (id, role, events, absences, outages), JSON lines out (id, flags). "
        "The same code decides as in the live building."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 after all lines are done when any of them could not be read."""
        if replay_lines(sys.stdin.buffer, sys.stdout, sys.stderr, ZoneInfo(settings.TIME_ZONE)):
            sys.exit(1)
