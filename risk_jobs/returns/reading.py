"""What the pages show."""

from typing import Any

from community.people.models import Person
from risk_jobs.returns.models import ActiveDay, Outage, Reconciliation


def last_reconciliation() -> Reconciliation | None:
    return Reconciliation.objects.filter(finished_at__isnull=False).first()


def days_kept(person: Person) -> int:
    return ActiveDay.objects.filter(person=person).count()


def outages() -> Any:
    return Outage.objects.select_related("declared_by")
