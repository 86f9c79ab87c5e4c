"""Is search whole? For an administrator's eyes and a monitor's exit status."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Min
from django.utils import timezone

from community.utterances.models import Utterance
from search.analysis import views_version
from search.backends import backend


class Command(BaseCommand):
    help = "How many texts search holds and how many it owes. Exit status 1 when the engine cannot answer."

    def handle(self, *args: Any, **options: Any) -> None:
        health = backend().health()
        owed = Utterance.objects.unindexed().aggregate(texts=Count("pk"), oldest=Min("said_at"))
        minutes = int((timezone.now() - owed["oldest"]).total_seconds() // 60) if owed["oldest"] else 0
        self.stdout.write(f"engine         {type(backend()).__name__}")
        self.stdout.write(f"documents      {health.documents}")
        self.stdout.write(f"owed           {owed['texts']}")
        self.stdout.write(f"oldest owed    {minutes} min")
        self.stdout.write(f"mapping        {_mapping()}")
        self.stdout.write(f"views          {views_version()}")
        if not health.ok:
            raise CommandError(health.reason)


def _mapping() -> str:
    from search.backends.mapping import MAPPING_VERSION

    return f"version {MAPPING_VERSION}"
