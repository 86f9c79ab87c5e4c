"""Who answers what is said about somebody: the moderators of the service but one person, or, where nobody else
moderates it, who runs it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from community.people.models import Appointment, Person, Service
from community.people.policies import services_where
from community.people.roles import Permission, roles_with


def answered_by(person: Any, *, but: str) -> Q:
    """A condition on rows with a `service` and a column `but` that names whom it must not reach."""
    moderated = Q(service__in=services_where(person, Permission.MODERATE))
    run = Service.objects.run_by(person).values("pk")
    return moderated | Q(~Exists(_others(but)), service__in=run)


def _others(but: str) -> Any:
    """Appointments of those who moderate the service of the row, are there, and are not the one."""
    there = Appointment.objects.in_force().filter(
        service=OuterRef("service"), role__in=roles_with(Permission.MODERATE), person__is_active=True
    )
    away = Q(person__suspended_until__gt=timezone.now())
    return there.exclude(away).exclude(person=OuterRef(but))


def moderates_some(person: Person) -> bool:
    """Has business on the moderators' page: moderates a service, or runs one and may be the one who is left."""
    from community.people.policies import may, runs_any

    return may(person, Permission.MODERATE) or runs_any(person)
