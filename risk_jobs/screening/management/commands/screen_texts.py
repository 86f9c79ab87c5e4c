"""`manage.py screen_texts < texts.jsonl > verdicts.jsonl`: check the judge from outside; writes nothing."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from risk_jobs.screening.lines import screen_lines
from risk_jobs.screening.pack import PACKS


class Command(BaseCommand):
    """Judges each line of standard input; `risk_jobs/screening/lines.py` says the two shapes."""

    help = (
        "Judge texts: JSON lines in (id, text, kind?), JSON lines out (id, flagged, priority, severity, …)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--pack",
            choices=sorted(PACKS),
            default="live",
            help="live: the rules of this installation; starter: those that ship with it, no database needed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 after all lines are done when any of them could not be read."""
        judge = PACKS[options["pack"]]()
        if screen_lines(sys.stdin.buffer, sys.stdout, sys.stderr, judge):
            sys.exit(1)
