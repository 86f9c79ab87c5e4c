"""The room without a door in which canaries speak: a service with no staff and no key, and a person who cannot sign in.
So no list of anybody's holds them: every list starts from the services and rooms that open to somebody."""

from django.db.models import QuerySet

from community.people.models import Person, Service
from community.rooms.models import Room

SLUG = "proof-of-life"
HANDLE = "the-building"


def services_of_people() -> QuerySet[Service]:
    """Every other one."""
    return Service.objects.of_people()


def service() -> Service:
    fields = {"name": "Proof of life", "is_internal": True}
    return Service.objects.get_or_create(slug=SLUG, defaults=fields)[0]


def room() -> Room:
    purpose = "Here the building asks itself whether it still reads. Nobody can enter."
    fields = {"service": service(), "name": "Proof of life", "purpose": purpose}
    return Room.objects.get_or_create(slug=SLUG, defaults=fields)[0]


def speaker() -> Person:
    person, made = Person.objects.get_or_create(handle=HANDLE, defaults={"is_active": False})
    if made:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person
