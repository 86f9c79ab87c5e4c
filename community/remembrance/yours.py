"""What is kept of a death. Whoever has died asks for nothing; where it was a mistake, the person may."""

from collections.abc import Iterable
from typing import Any

from community.people.models import Person
from community.people.yours.holdings import Holding
from community.remembrance.models import Death


def written_down(person: Person) -> Iterable[dict[str, Any]]:
    for one in Death.objects.filter(person=person).order_by("pk"):
        yield {"written down": one.told_at, "how it stands": one.get_state_display()}


HOLDINGS = (
    Holding(
        ("remembrance.Death.person",), "That the team was told that you had died", rows=written_down,
        kept="It is part of your care record, which the law lets the service keep (UK GDPR article 17(3)(c)).",
    ),
)  # fmt: skip
STAFF_ONLY = (
    "remembrance.Announced.by",
    "remembrance.Death.told_by",
    "remembrance.Death.confirmed_by",
    "remembrance.Told.by",
)
