"""Putting everything the vault holds under its newest key, beside people who use it, killed or not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction

from community.people.vault import keyring
from community.people.vault.details import Texts
from community.people.vault.keyring import CannotBeOpened
from community.people.vault.models import Identity

BATCH = 200
WRITTEN = ["key_version", "nhs_number_index", "real_name", "nhs_number", "date_of_birth", "contact"]


@dataclass
class Outcome:
    """`unreadable`: refs of rows that were tampered with, or whose key is not here. They are left as they are."""

    rotated: int = 0
    unreadable: list[str] = field(default_factory=list)


def rotate(told: Callable[[int], object] = lambda _rotated: None) -> Outcome:
    """Until no row is left under an older key. Each batch is one transaction: whoever is killed has done whole
    batches, and the next run goes on with the rest. A row being filled in at the moment is waited for."""
    outcome, after = Outcome(), 0
    while rows := _batch(after, outcome):
        after = rows[-1]
        told(outcome.rotated)
    return outcome


@transaction.atomic
def _batch(after: int, outcome: Outcome) -> list[int]:
    older = Identity.objects.filter(key_version__lt=keyring.newest(), pk__gt=after).order_by("pk")
    rows = list(older.select_for_update(no_key=True, of=("self",))[:BATCH])
    done = list(_anew(rows, outcome))
    Identity.objects.bulk_update(done, WRITTEN)
    outcome.rotated += len(done)
    return [row.pk for row in rows]


def _anew(rows: Iterable[Identity], outcome: Outcome) -> Iterable[Identity]:
    for row in rows:
        try:
            row.put(Texts())
        except CannotBeOpened:
            outcome.unreadable.append(row.ref)
        else:
            yield row


def left() -> int:
    """Rows that an older key encrypted."""
    return Identity.objects.filter(key_version__lt=keyring.newest()).count()
