"""Whom the help page names: those of one's own services, or of all when nobody is signed in, so that the page
tells nothing about who is looking."""

from typing import Any

from django.db.models import Q

from cms.help.contacts import Contact, OfService
from community.people.models import Person, Service
from community.people.policies import rooms_open_to
from community.people.services.opening import opening


def of(person: Any) -> list[OfService]:
    services = Service.objects.prefetch_related("crisis_contacts").order_by("name")
    if isinstance(person, Person):
        services = services.filter(_of(person)).distinct()
    return [found for service in services if (found := of_service(service)).contacts]


def _of(person: Person) -> Q:
    rooms = Q(rooms__in=rooms_open_to(person).keys())
    return rooms | Q(appointments__in=person.appointments.in_force()) if person.works_here else rooms


def of_service(service: Service) -> OfService:
    contacts = [Contact(one.name, one.number, one.href, one.hours) for one in service.crisis_contacts.all()]
    return OfService(service.name, service.help_words, opening(service).in_words(), contacts)
