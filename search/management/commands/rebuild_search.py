"""A new index beside the old one, filled, swapped in. People search the old one until then."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from community.utterances.models import Utterance
from search.backends.base import SearchIsDown
from search.index import rebuild


class Command(BaseCommand):
    help = "Build the search index anew from the database and swap it in. Nothing is unavailable meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        every = Utterance.objects.count()
        try:
            held = rebuild(lambda taken: self._say(taken, every))
        except SearchIsDown as trouble:
            raise CommandError(f"{trouble} The old index still answers, if the engine does.") from trouble
        self.stdout.write(self.style.SUCCESS(f"\n{held} texts indexed and swapped in."))

    def _say(self, taken: int, every: int) -> None:
        self.stdout.write(f"\r{taken} of {every} texts", ending="")
        self.stdout.flush()
