"""The first administrator of an installation, who has nobody to be invited by. All others join with a key."""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.text import slugify

from cms.library.setup import ensure_groups_and_workflow
from community.people import appointments, audit
from community.people.joining.handles import check_handle, looks_like
from community.people.models import Appointment, Person, Service, Trust
from community.people.roles import Role
from community.people.signing_in import new_locks


class NotNeeded(Exception):
    """There is an administrator already; the message names them."""


class NameTaken(Exception):
    """Somebody has this name, or one that looks like it."""


@transaction.atomic
def make_administrator(*, handle: str, trust: str, service: str) -> str:
    """Returns the code of a new lock, which opens once: with it they choose a password and add a passkey. Until then
    the account opens nothing. Makes what an empty database lacks: the trust, its first service, the CMS's groups.

    For whoever runs the machine, so without `by`. Raises NotNeeded, NameTaken, and ValidationError for the handle.
    """
    there = Appointment.objects.in_force().filter(role=Role.ADMINISTRATOR, person__is_active=True)
    if (first := there.select_related("person").first()) is not None:
        raise NotNeeded(first.person.handle)
    check_handle(handle)
    if Person.objects.filter(handle_looks_like=looks_like(handle)).exists():
        raise NameTaken
    ensure_groups_and_workflow()
    Trust.objects.get_or_create(only=True, defaults={"name": trust})
    place, _made = Service.objects.get_or_create(slug=slugify(service), defaults={"name": service})
    person = Person.objects.create(handle=handle, password=make_password(None))
    appointments.appoint(person=person, service=place, role=Role.ADMINISTRATOR)
    audit.write(who=person, did="became first administrator", what=f"person:{person.ref}", service=place)
    return new_locks.give_by_hand(person=person)
