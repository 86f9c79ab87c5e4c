"""What a page says of the providers one can sign in with."""

from django import template
from django.conf import settings

from community.people.models import Person
from community.people.signing_in.models import ProviderIdentity
from community.people.signing_in.providers import client, identities

register = template.Library()


@register.simple_tag
def sign_in_providers() -> list[client.Provider]:
    return [found for name in settings.SIGN_IN_PROVIDERS if (found := client.provider(name))]


@register.simple_tag
def providers_of(person: Person) -> list[tuple[client.Provider, bool]]:
    """Each provider that is for this person, and whether it opens their account."""
    linked = set(ProviderIdentity.objects.filter(person=person).values_list("provider", flat=True))
    return [(one, one.name in linked) for one in sign_in_providers() if identities.is_for(one.name, person)]
