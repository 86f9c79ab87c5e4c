"""Put up the demo building; safe to run twice."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from risk_jobs import demo


class Command(BaseCommand):
    help = "Put up the demo building: invented people in an invented trust. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The demo building stands only under the demo settings: its passwords are public."
            )
        if receipts := demo.load():
            self.stdout.write(
                "Three reports that staff sent anonymously, and the words that open them, shown once:"
            )
            for receipt in receipts:
                self.stdout.write(f"  {receipt}")
