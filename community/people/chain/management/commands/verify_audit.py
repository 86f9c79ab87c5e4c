"""`manage.py verify_audit`: whether the audit log is as it was written. Exit status 1 and the first broken place
when it is not, or when entries wait unsealed for too long."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from community.people.chain import restoring, verifying


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--after-restore", metavar="WHY",
            help="an older backup was put back: let the chain go on from where it ends now, and say so for ever",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if options["after_restore"]:
            restoring.go_on_from_here(why=options["after_restore"])
        report = verifying.verify()
        print(f"{report.sealed} sealed, {report.waiting} waiting.")
        for position, _mac, when, why in report.restored:
            print(f"A backup was put back on {when}: until then the chain reached {position}. {why}")
        if report.broken:
            print(f"BROKEN. First at {report.broken}.")
        if report.late:
            print(f"LATE. {report.late} entries wait to be sealed: is the clock running?")
        if not report.is_sound:
            sys.exit(1)
        print("As it was written.")
