"""A new index beside the old one, filled, compared, swapped in. People search the old one until then."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.backends.base import SearchIsDown
from search.rebuilding import Busy, Differs, rebuild

WIDE = 30


class Command(BaseCommand):
    help = (
        "Build the search index anew from the database and swap it in. Nothing is unavailable meanwhile. Killed, or with"
        " the engine gone, it goes on from where it was when it is run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            held = rebuild(self._say)
        except SearchIsDown as trouble:
            raise CommandError(
                f"{trouble} The old index stays. Run this again: it goes on from here."
            ) from trouble
        except (Busy, Differs) as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write(self.style.SUCCESS(f"\n{held} texts indexed and swapped in."))

    def _say(self, taken: int, of: int) -> None:
        full = WIDE * taken // of if of else WIDE
        self.stdout.write(f"\r[{'#' * min(full, WIDE):<{WIDE}}] {taken} of {of} texts", ending="")
        self.stdout.flush()
