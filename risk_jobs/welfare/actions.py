"""Counting what is hard to read, and what one wants to see of it before one asks."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.people.models import Person
from community.people.policies import may, require
from community.people.roles import Permission
from risk_jobs.desk.models import Case
from risk_jobs.welfare.models import HardReading

HARD = 2  # P1 and P2


def opened(*, case: Case, by: Person, now: datetime | None = None) -> None:
    """Somebody of the team reads this case: in the transaction that notes the reading."""
    if case.priority <= HARD:
        day = timezone.localdate(now or timezone.now())
        HardReading.objects.bulk_create([HardReading(person=by, case=case, day=day)], ignore_conflicts=True)


@transaction.atomic
def veil_previews(*, by: Person, veiled: bool) -> None:
    """In lists, what was said is closed until one opens it."""
    require(may(by, Permission.USE_DESK), "Only those who work a desk have previews.")
    by.veils_previews = veiled
    by.save(update_fields=["veils_previews"])
