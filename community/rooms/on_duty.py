"""Who of the team is there now: in the opening hours of the service, those whose work opens its every room."""

from dataclasses import dataclass
from datetime import datetime

from community.people.models import Appointment, Service
from community.people.roles import Permission, Role, roles_with
from community.people.services.opening import opening

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Duty:
    """`sentence` is empty for a service that has not said its hours; `team` is empty while it is closed."""

    sentence: str
    team: list[tuple[str, str]]  # handle, role


def on_duty(service: Service, now: datetime | None = None) -> Duty:
    hours = opening(service, now)
    return Duty(hours.in_words(now), _team(service) if hours.is_open else [])


def _team(service: Service) -> list[tuple[str, str]]:
    at_work = Appointment.objects.in_force().filter(
        service=service, role__in=roles_with(Permission.ENTER_EVERY_ROOM), person__is_active=True
    )
    rows = at_work.order_by("role", "person__handle").values_list("person__handle", "role")
    return [(handle, Role(role).label) for handle, role in rows[:MOST_NAMED]]
