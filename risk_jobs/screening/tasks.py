"""Paying what the judge owes. A debt is paid once: whoever holds the row's lock pays it."""

from django.db import connection, transaction

from community.utterances.models import Utterance
from risk_jobs.screening.actions import screen_or_owe

BATCH = 200


def pay_screening_debts() -> int:
    """Judge up to BATCH owed texts; a text that fails again stays owed. Returns how many were paid.

    Those tried least come first, so that many that fail again and again never stand before a new one.
    """
    owed = (
        Utterance.objects.unjudged()
        .order_by("screening_tries", "said_at")
        .values_list("pk", flat=True)[:BATCH]
    )
    return sum(_pay(pk) for pk in list(owed))


@transaction.atomic
def _pay(pk: int) -> bool:
    rows = Utterance.objects.unjudged().filter(pk=pk).select_related("room")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(no_key=True, skip_locked=True, of=("self",))
    utterance = rows.first()
    return utterance is not None and screen_or_owe(utterance=utterance)
