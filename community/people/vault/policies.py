"""Who may know who somebody is: clinicians of a service that keys them, or that filled in their identity.
The latter stays so after discharge: the service that keyed somebody answers for them."""

from typing import Any

from django.db.models import Q

from community.people.models import Membership, Person, Service
from community.people.policies import services_where
from community.people.roles import Permission
from community.people.vault.models import Identity


def known_to(person: Any) -> Q:
    """As a filter of identities. Nobody's own: a clinician who is also a member asks a colleague."""
    services = services_where(person, Permission.REVEAL_IDENTITY)
    keyed = Membership.objects.in_force().filter(room__service__in=services)
    theirs = Q(service__in=services) | Q(person__in=keyed.values("person"))
    return theirs & (Q(person=None) | ~Q(person=person.pk))


def revealable_by(person: Any) -> Q:
    """As a filter of people, of whom nothing may be kept yet. Nobody's own."""
    services = services_where(person, Permission.REVEAL_IDENTITY)
    keyed = Membership.objects.in_force().filter(room__service__in=services)
    theirs = Q(identity__service__in=services) | Q(pk__in=keyed.values("person"))
    return theirs & ~Q(pk=person.pk)


def may_reveal(by: Person, person: Person) -> bool:
    return Person.objects.filter(revealable_by(by), pk=person.pk).exists()


def services_between(by: Person, person: Person) -> list[Service]:
    """Where `by` may reveal this person: the service that keeps their identity first, then those that key them."""
    services = Service.objects.filter(pk__in=services_where(by, Permission.REVEAL_IDENTITY))
    keeping = services.filter(pk__in=Identity.objects.filter(person=person).values("service"))
    keyed = Membership.objects.in_force().filter(person=person)
    keying = services.filter(rooms__memberships__in=keyed).distinct()
    return [*keeping.order_by("pk"), *keying.order_by("pk")]
