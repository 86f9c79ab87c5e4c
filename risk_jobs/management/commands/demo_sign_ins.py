"""The sign-ins of the demo building, as a table."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from risk_jobs import demo


class Command(BaseCommand):
    help = "Print who can sign in to the demo building."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are no demo sign-ins outside the demo settings.")
        rows = demo.sign_ins()
        width = max(len(row["handle"]) for row in rows)
        self.stdout.write(f"Password for all: {demo.PASSWORD}")
        self.stdout.write(f"Staff also need six digits from an app with the secret {demo.TOTP_SECRET}\n\n")
        for row in rows:
            self.stdout.write(f"  {row['handle']:<{width}}  {row['role']:<18}  {row['what_to_try']}".rstrip())
