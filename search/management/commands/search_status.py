"""Is search whole? For an administrator's eyes and a monitor's exit status."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.backends.mapping import MAPPING_VERSION
from search.status import status


class Command(BaseCommand):
    help = "How many texts search holds and how many it owes. Exit status 1 when the engine cannot answer."

    def handle(self, *args: Any, **options: Any) -> None:
        now = status()
        mapping = f"version {now.health.mapping or 'none'}, this program writes {MAPPING_VERSION}"
        rows = {
            "engine": now.engine, "documents": now.health.documents, "owed": now.owed,
            "oldest owed": f"{now.minutes} min", "mapping": mapping, "views": now.views,
        }  # fmt: skip
        if now.rebuild and now.rebuild.underway:
            rows["rebuilding"] = f"{now.rebuild.texts} of {now.rebuild.of} texts ({now.rebuild.percent} %)"
        for name, value in rows.items():
            self.stdout.write(f"{name:<14} {value}")
        if not now.health.ok:
            raise CommandError(now.health.reason)
