"""Staff: who works in which service, as what. A change of role ends all their sessions: what was open to the
old role is asked for again under the new one, with a fresh sign-in."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from cms.access import ACCREDITORS, EDITORS, MANAGERS
from community.people import audit
from community.people.models import Appointment, NamedClinician, Person, Service
from community.people.policies import require, roles_to_appoint
from community.people.roles import CARDS, Permission, Role
from community.people.signing_in import sessions

# Wagtail group -> any of these permissions makes one a member of it.
GROUPS = {
    EDITORS: {Permission.EDIT_LIBRARY},
    ACCREDITORS: {Permission.ACCREDIT},
    MANAGERS: {Permission.MANAGE_SERVICE, Permission.ADMINISTER},
}


@transaction.atomic
def appoint(
    *, person: Person, service: Service, role: Role, by: Person | None = None, now: datetime | None = None
) -> Appointment:
    """Let somebody work in a service. From now on they need a second factor everywhere.

    `by` is None only where the installation itself acts: a command of whoever runs the server, a staff key
    that is opened. Nobody appoints themselves, and a member's account never becomes one of the staff.
    """
    if by is not None:
        _require_may_change(by, person, service, Role(role))
    require(not _is_member(person), "This is a member’s account. Staff join with a key of their own.")
    appointment, made = Appointment.objects.get_or_create(
        person=person, service=service, role=role, ended_at=None,
        defaults={"appointed_by": by, "started_at": now or timezone.now()},
    )  # fmt: skip
    if made:
        _settle(person)
        _write(by, "appointed", appointment)
    return appointment


@transaction.atomic
def end(
    *, appointment: Appointment, by: Person | None = None, why: str = "", now: datetime | None = None
) -> None:
    """They no longer work there; what it opened is shut with the next request. Unopened keys to staff roles that
    they issued and no longer could no longer open (`keys.find`)."""
    if by is not None:
        _require_may_change(by, appointment.person, appointment.service, Role(appointment.role))
        require(bool(why.strip()), "Say why the appointment ends.")
    appointment.ended_at, appointment.ended_why = now or timezone.now(), why[:200]
    appointment.save(update_fields=["ended_at", "ended_why"])
    if appointment.role == Role.CLINICIAN:
        _know_nobody_any_more(appointment)
    _settle(appointment.person)
    _write(by, "ended appointment of", appointment, why)


def _know_nobody_any_more(appointment: Appointment) -> None:
    """A member's care team names only who still works there."""
    known = NamedClinician.objects.in_force().filter(
        clinician=appointment.person, service=appointment.service
    )
    known.update(ended_at=appointment.ended_at)


def may_change(by: Person, appointments: Iterable[Appointment]) -> set[int]:
    """Ids of those that this person could end."""
    given = list(appointments)
    services = {one.service_id: one.service for one in given}
    roles = {pk: roles_to_appoint(by, service) for pk, service in services.items()}
    return {one.pk for one in given if one.person_id != by.pk and Role(one.role) in roles[one.service_id]}


def _require_may_change(by: Person, person: Person, service: Service, role: Role) -> None:
    require(
        role in roles_to_appoint(by, service),
        f"You cannot decide who is {role.label.lower()} of this service.",
    )
    require(by.pk != person.pk, "Somebody else has to change your own appointments.")


def _is_member(person: Person) -> bool:
    return person.memberships.in_force().exists()


def _settle(person: Person) -> None:
    """Keep what follows from appointments in step: the second-factor mark, the CMS groups, the sessions."""
    roles = [Role(role) for role in person.appointments.in_force().values_list("role", flat=True)]
    Person.objects.filter(pk=person.pk).update(works_here=bool(roles))
    person.works_here = bool(roles)
    allowed = {permission for role in roles for permission in CARDS[role].permissions}
    for name, permissions in GROUPS.items():
        group = Group.objects.filter(name=name).first()
        if group is not None:
            (person.groups.add if permissions & allowed else person.groups.remove)(group)
    sessions.end_all(person=person)


def _write(by: Person | None, did: str, appointment: Appointment, why: str = "") -> None:
    """What the installation does by itself has nobody to name: whoever runs the server answers for it."""
    if by is not None:
        what = f"{Role(appointment.role).value}:{appointment.person.ref}"
        audit.write(who=by, did=did, what=what, why=why, service=appointment.service)
