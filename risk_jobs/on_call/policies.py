"""Who sees a rota, who keeps it, and who can stand on it."""

from typing import Any

from community.people.models import Person, Service
from community.people.policies import may, runs, runs_any, services_where
from community.people.roles import Permission
from risk_jobs.on_call.models import Line


def services_seen_by(person: Any) -> frozenset[int]:
    """Ids of the services whose rota somebody reads: those of their desk, and those they run. One in which nobody has
    ever worked has no rota."""
    own = services_where(person, Permission.USE_DESK) | services_where(person, Permission.MANAGE_SERVICE)
    if may(person, Permission.ADMINISTER):
        return own | frozenset(
            Service.objects.filter(appointments__isnull=False).values_list("pk", flat=True)
        )
    return own


def sees_some_rota(person: Any) -> bool:
    return may(person, Permission.USE_DESK) or runs_any(person)


def keeps_rota(person: Person, service: Service | int) -> bool:
    """Clinicians of the service, and who runs it."""
    return may(person, Permission.KEEP_CARE_TEAM, service) or runs(person, service)


def can_stand(person: Person, line: int, service: Service | int) -> bool:
    """Whoever is called must be able to do something: claim the case, or bring in others who can."""
    wanted = Permission.MANAGE_SERVICE if line == Line.MANAGER else Permission.USE_DESK
    return may(person, wanted, service)
