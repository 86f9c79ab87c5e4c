"""What the pages show."""

from typing import Any

from community.people.models import Membership, Person
from community.people.policies import services_where
from community.people.roles import Permission
from risk_jobs.returns.models import ActiveDay, Outage, Reconciliation


def last_reconciliation() -> Reconciliation | None:
    return Reconciliation.objects.filter(finished_at__isnull=False).first()


def days_kept(person: Person) -> int:
    return ActiveDay.objects.filter(person=person).count()


def not_counted(desk_of: Person) -> list[str]:
    """Handles of members of one's services who asked that their days are not counted: nobody is told when they return."""
    members = Membership.objects.in_force().filter(
        room__service__in=services_where(desk_of, Permission.USE_DESK), person__days_not_counted__isnull=False,
        person__is_active=True,
    )  # fmt: skip
    return sorted(set(members.values_list("person__handle", flat=True)))


def outages() -> Any:
    return Outage.objects.select_related("declared_by")
