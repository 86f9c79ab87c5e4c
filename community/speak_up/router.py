"""Reports have a database of their own, and nothing else is ever in it."""

from typing import Any

ALIAS = LABEL = "speak_up"


class Apart:
    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return ALIAS if model._meta.app_label == LABEL else None

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool | None:
        """Nothing of the house may point here, and nothing from here out."""
        here = [thing._meta.app_label == LABEL for thing in (one, other)]
        return all(here) if any(here) else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return (db == ALIAS) == (app_label == LABEL)
