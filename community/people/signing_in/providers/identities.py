"""Who somebody is with a provider, linked to who they are here. Only an HMAC of issuer and subject is kept."""

import hashlib
import hmac
import json
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from community.people import audit
from community.people.models import Person
from community.people.policies import require
from community.people.signing_in.models import ProviderIdentity
from community.people.signing_in.providers.client import Provider

STAFF = "staff"
JOINING = "joining_identity"  # the session's name for an identity that was shown on the way in with a key


class BelongsToSomebodyElse(Exception):
    """This identity opens another account, or this account has another identity of the provider."""


def digest_of(claims: dict[str, Any]) -> str:
    """HMAC-SHA-256 over issuer and subject, under a key that is not in the database."""
    both = json.dumps([claims["iss"], claims["sub"]])
    return hmac.new(settings.PROVIDER_IDENTITY_KEY.encode(), both.encode(), hashlib.sha256).hexdigest()


def is_for(at_name: str, person: Person) -> bool:
    """Staff's provider is for staff, the members' for members."""
    return person.works_here == (at_name == STAFF)


def person_of(at: Provider, digest: str) -> Person | None:
    found = ProviderIdentity.objects.select_related("person").filter(provider=at.name, digest=digest).first()
    return found.person if found and is_for(at.name, found.person) else None


def link(*, person: Person, provider: str, digest: str, by: Person) -> ProviderIdentity:
    require(person.pk == by.pk, "Only you can link your own sign-in.")
    require(is_for(provider, person), "This sign-in is not for your kind of account.")
    try:
        with transaction.atomic():
            linked = ProviderIdentity.objects.create(person=person, provider=provider, digest=digest)
            audit.write(who=by, did="linked sign-in", what=f"provider:{provider}")
    except IntegrityError as error:
        raise BelongsToSomebodyElse from error
    return linked


@transaction.atomic
def unlink(*, person: Person, provider: str, by: Person) -> None:
    require(person.pk == by.pk, "Only you can unlink your own sign-in.")
    ProviderIdentity.objects.filter(person=person, provider=provider).delete()
    audit.write(who=by, did="unlinked sign-in", what=f"provider:{provider}")


def link_on_the_way(person: Person, shown: dict[str, str] | None) -> None:
    """Somebody joined with a key and showed a provider's identity before. One that opens another account is left."""
    if shown and is_for(shown["provider"], person):
        with suppress(BelongsToSomebodyElse):
            link(person=person, provider=shown["provider"], digest=shown["digest"], by=person)
