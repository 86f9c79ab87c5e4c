"""What the pages of saved searches show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from risk_jobs.watches.models import Watch
from search.forms import DeskSearchForm
from search.models import SavedSearch
from search.saving import NOT_KEPT


@dataclass(frozen=True, slots=True)
class Row:
    """A saved search with its newest watch, which runs or has stopped, and how much that has found. `has_keeper`: whoever
    answers for it works there still."""

    saved: SavedSearch
    says: list[tuple[str, str]]
    watch: Watch | None
    hits: int
    has_keeper: bool = True


def watches_of(saved: Iterable[SavedSearch]) -> list[Row]:
    """In a number of statements that does not grow with them."""
    saved = list(saved)
    newest: dict[int, Any] = {}
    found = (
        Watch.objects.filter(saved__in=saved)
        .saying_who_keeps()
        .annotate(found=Count("hits"))
        .select_related("started_by")
    )
    for begun in found.order_by("pk"):
        newest[begun.saved_id] = begun
    return [_row(one, newest.get(one.pk)) for one in saved]


def _row(saved: SavedSearch, watch: Any) -> Row:
    """`watch`: with `found` and `has_keeper`, or None."""
    says = in_words(saved.asks())
    return Row(saved, says, watch, watch.found, watch.has_keeper) if watch else Row(saved, says, None, 0)


def in_words(questions: Mapping[str, str]) -> list[tuple[str, str]]:
    """(label, answer) of each question that was answered."""
    fields = DeskSearchForm.base_fields
    shown = [(name, answer) for name, answer in questions.items() if name in fields and name not in NOT_KEPT]
    return [(_label(name), "yes" if name == "misspelt" else answer) for name, answer in shown]


def _label(name: str) -> str:
    return "Like one text" if name == "like" else str(DeskSearchForm.base_fields[name].label)
