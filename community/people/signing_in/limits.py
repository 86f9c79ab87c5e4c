"""How often one may guess. Counted for an account, for an account from an address, and for an address.

No count shuts out the owner: a passkey is never counted, and a device that they have signed in from before has a
count of its own. No count shuts out a trust: who signs in well gives back what they took, and an address alone
only runs out after a thousand wrong guesses an hour from devices nobody knows."""

import time
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.db.models import Case, F, Q, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from community.people.joining.handles import looks_like
from community.people.models import Person
from community.people.signing_in import devices
from community.people.signing_in.models import Guesses

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` in each stretch of `seconds`. Two stretches meet, so any hour sees at most twice that."""

    name: str
    most: int
    seconds: int


ACCOUNT = Limit("account", 40, 3600)
ACCOUNT_FROM_ADDRESS = Limit("account and address", 10, 900)
KNOWN_DEVICE = Limit("known device", 10, 900)
ADDRESS = Limit("address", 1000, 3600)
KEYS_FROM_ADDRESS = Limit("keys from address", 300, 3600)
CODES = Limit("codes", 10, 900)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one guess has taken, to be given back when it was right."""

    buckets: tuple[tuple[str, int], ...]

    def give_back(self) -> None:
        for bucket, stretch in self.buckets:
            Guesses.objects.filter(bucket=bucket, stretch=stretch, count__gt=0).update(count=F("count") - 1)


def guess_password(request: HttpRequest, handle: str) -> Taken | None:
    """Take a guess at this account's password, whether or not there is such an account; None: no more for now."""
    name, address = looks_like(handle), address_of(request)
    device = devices.known(request, Person.objects.filter(handle__iexact=handle).first())
    if device:
        return take((KNOWN_DEVICE, f"{name}|{device}"))
    return take((ACCOUNT_FROM_ADDRESS, f"{name}|{address}"), (ACCOUNT, name), (ADDRESS, address))


def guess_code(person: Person) -> Taken | None:
    """Take a guess at the six digits; who comes this far has given the password."""
    return take((CODES, str(person.pk)))


def try_key(request: HttpRequest) -> Taken | None:
    """Take a try at a key's code. It has 128 bits, so this spares the machine more than the key."""
    return take((KEYS_FROM_ADDRESS, address_of(request)))


def address_of(request: HttpRequest) -> str:
    """The address of who asks, by the count of trusted proxies; for IPv6 the network."""
    from allauth.core.internal.ratelimit import truncate_ip

    return truncate_ip(get_adapter().get_client_ip(request))


def take(*wanted: tuple[Limit, str]) -> Taken | None:
    """One from each, or none of any. Of many at once no more get through than there is room for."""
    taken: list[tuple[str, int]] = []
    for limit, what in wanted:
        bucket, stretch = _bucket(limit, what), int(time.time()) // limit.seconds
        if not _take_one(bucket, stretch, limit.most):
            Taken(tuple(taken)).give_back()
            return None
        taken.append((bucket, stretch))
    return Taken(tuple(taken))


def _take_one(bucket: str, stretch: int, most: int) -> bool:
    """The database counts: an UPDATE with its own condition cannot be raced."""
    room = Guesses.objects.filter(Q(bucket=bucket), ~Q(stretch=stretch) | Q(count__lt=most))
    one_more = Case(When(stretch=stretch, then=F("count") + 1), default=Value(1))
    if room.update(count=one_more, stretch=stretch, at=timezone.now()):
        return True
    Guesses.objects.bulk_create([Guesses(bucket=bucket, stretch=stretch)], ignore_conflicts=True)
    return bool(room.update(count=one_more, stretch=stretch, at=timezone.now()))


def _bucket(limit: Limit, what: str) -> str:
    return salted_hmac(f"guesses: {limit.name}", what, algorithm="sha256").hexdigest()


def forget() -> None:
    """Counts of yesterday are nobody's business; the clock calls this."""
    Guesses.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
