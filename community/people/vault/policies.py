"""Who may know who somebody is: clinicians of a service that keys them, or that filled in their identity.
The latter stays so after discharge: the service that keyed somebody answers for them."""

from typing import Any

from django.db.models import Q

from community.people.models import Membership, Person, Service
from community.people.policies import services_where
from community.people.roles import Permission
from community.people.vault.models import Identity


def known_to(person: Any) -> Q:
    """As a filter of identities."""
    services = services_where(person, Permission.REVEAL_IDENTITY)
    keyed = Membership.objects.in_force().filter(room__service__in=services)
    return Q(service__in=services) | Q(person__in=keyed.values("person"))


def services_in_common(by: Person, identity: Identity) -> list[Service]:
    """Where `by` may reveal, and where this person is keyed."""
    services = Service.objects.filter(pk__in=services_where(by, Permission.REVEAL_IDENTITY))
    keyed = Membership.objects.in_force().filter(person=identity.person_id)
    return list(services.filter(rooms__memberships__in=keyed).distinct().order_by("pk"))


def can_reveal(by: Person, identity: Identity) -> bool:
    """Nobody's own: a clinician who is also a member asks a colleague."""
    return identity.person_id != by.pk and Identity.objects.visible_to(by).filter(pk=identity.pk).exists()
