"""Staff: who works in which service, as what."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from cms.access import ACCREDITORS, EDITORS
from community.people.models import Appointment, Person, Service
from community.people.roles import CARDS, Permission, Role


@transaction.atomic
def appoint(*, person: Person, service: Service, role: Role) -> Appointment:
    """Let somebody work in a service. From now on they need a second factor everywhere."""
    appointment, _made = Appointment.objects.get_or_create(
        person=person, service=service, role=role, ended_at=None
    )
    _settle(person)
    return appointment


@transaction.atomic
def end(*, appointment: Appointment) -> None:
    """They no longer work there; what it opened is shut with the next request."""
    appointment.ended_at = timezone.now()
    appointment.save(update_fields=["ended_at"])
    _settle(appointment.person)


def _settle(person: Person) -> None:
    """Keep what follows from appointments in step: the second-factor mark and the CMS groups."""
    roles = [Role(role) for role in person.appointments.in_force().values_list("role", flat=True)]
    Person.objects.filter(pk=person.pk).update(works_here=bool(roles))
    person.works_here = bool(roles)
    allowed = {permission for role in roles for permission in CARDS[role].permissions}
    for name, permission in {EDITORS: Permission.EDIT_LIBRARY, ACCREDITORS: Permission.ACCREDIT}.items():
        group = Group.objects.filter(name=name).first()
        if group is not None:
            (person.groups.add if permission in allowed else person.groups.remove)(group)
