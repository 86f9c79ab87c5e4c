"""Who is a helper, and who keeps their rota."""

from typing import Any

from community.people.models import HelperBreak, Membership, Person, Training
from community.people.policies import is_welcome
from community.people.roles import Role


def helps_in(person: Any) -> frozenset[int]:
    """Ids of the services in which they are a helper with a training that counts, whether or not they rest."""
    if not is_welcome(person) or person.works_here:
        return frozenset()
    held = Membership.objects.in_force().filter(person=person, role=Role.RECOVERED)
    trained = Training.objects.in_force().filter(person=person)
    services = held.filter(room__service__in=trained.values("service"))
    return frozenset(services.values_list("room__service", flat=True))


def rests(person: Person) -> HelperBreak | None:
    return HelperBreak.objects.in_force().filter(person=person).order_by("pk").first()


def can_sign_up(person: Person, service_id: int) -> bool:
    return service_id in helps_in(person) and rests(person) is None
