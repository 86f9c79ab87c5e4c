"""Whom somebody muted is theirs; that they were muted is the other person's, and never told."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from community.muting.models import Mute
from community.people.models import Person
from community.people.yours.holdings import Holding


def mutes(person: Person) -> Iterable[dict[str, Any]]:
    for one in person.mutes.select_related("other").order_by("pk"):
        yield {"name": one.other.handle, "blocked": one.blocks, "since": one.since}


HOLDINGS = (
    Holding(
        ("muting.Mute.person", "muting.Mute.other"), "Whom you muted", rows=mutes,
        erase=lambda person: Mute.objects.filter(Q(person=person) | Q(other=person)).delete(),
    ),
)  # fmt: skip
