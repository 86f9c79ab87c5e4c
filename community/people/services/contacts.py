"""Whom the help page names: those of one's own services, or of all when nobody is signed in, so that the page
tells nothing about who is looking."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from cms.help.contacts import Contact, OfService
from community.people.models import CrisisContact, Person, Service
from community.people.policies import may_word_help, rooms_open_to
from community.people.services.opening import opening_in, weeks_of


def of(person: Any) -> list[OfService]:
    """Four statements at most, however many services there are."""
    found = Service.objects.order_by("name")
    if isinstance(person, Person):
        found = found.filter(_of(person)).distinct()
    services = {service.pk: service for service in found}
    contacts: dict[int, list[Contact]] = {pk: [] for pk in services}
    for one in CrisisContact.objects.filter(service__in=services):
        contacts[one.service_id].append(Contact(one.name, one.number, one.href, one.hours))
    weeks = weeks_of(services)
    return [
        OfService(
            service.name,
            service.help_words,
            opening_in(weeks[pk]).in_words(),
            _change(person, service),
            contacts[pk],
        )
        for pk, service in services.items()
        if contacts[pk]
    ]


def _change(person: Any, service: Service) -> str:
    may = isinstance(person, Person) and person.works_here and may_word_help(person, service)
    return reverse("help_words", args=[service.slug]) if may else ""


def _of(person: Person) -> Q:
    rooms = Q(rooms__in=rooms_open_to(person).keys())
    return rooms | Q(appointments__in=person.appointments.in_force()) if person.works_here else rooms
