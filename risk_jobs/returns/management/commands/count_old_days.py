"""`manage.py count_old_days`: once, where a building with old texts begins to notice who comes back."""

from typing import Any

from django.core.management.base import BaseCommand

from risk_jobs.returns.actions import count_what_was_said


class Command(BaseCommand):
    help = "Count the days on which members wrote before their days were counted. Tells nobody; may be run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{count_what_was_said()} days counted.")
