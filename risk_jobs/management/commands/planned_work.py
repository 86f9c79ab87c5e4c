"""`manage.py planned_work`: a restart that is announced wakes nobody. A script that updates the building calls it before and
after."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.people.models import Person
from risk_jobs.proof import pauses


class Command(BaseCommand):
    help = "Announce work on the building: until it is over, nobody is called because clock or worker stand still."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "handle", help="Which administrator answers for it; their name goes into the audit log."
        )
        parser.add_argument("--minutes", type=int, default=15, help="At most 120.")
        parser.add_argument("--why", default="", help="What is being done. Staff read it.")
        parser.add_argument("--end", action="store_true", help="The work is done.")

    def handle(self, *args: Any, **options: Any) -> None:
        by = Person.objects.filter(handle=options["handle"], is_active=True).first()
        if by is None:
            raise CommandError("There is nobody of that handle.")
        try:
            self._do(by, options)
        except (PermissionDenied, ValidationError) as error:
            raise CommandError("; ".join(getattr(error, "messages", [str(error)]))) from error

    def _do(self, by: Person, options: dict[str, Any]) -> None:
        if options["end"]:
            pauses.end(by=by)
            self.stdout.write("The work is done: what stands still calls somebody again.")
            return
        pause = pauses.begin(why=options["why"], minutes=options["minutes"], by=by)
        self.stdout.write(
            f"Until {pause.ends_at:%H:%M} UTC nobody is called because the building stands still."
        )
