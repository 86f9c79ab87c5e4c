"""What is kept of somebody's searches."""

from collections.abc import Iterable
from typing import Any

from community.people.models import Person
from community.people.yours.holdings import Holding
from search.models import Asked


def searches(person: Person) -> Iterable[dict[str, Any]]:
    for asked in Asked.objects.filter(person=person).order_by("pk"):
        yield {"searched": asked.asked_at, **asked.questions}


def forget(person: Person) -> None:
    Asked.objects.filter(person=person).delete()


HOLDINGS = (
    Holding(
        ("house_search.Asked.person",),
        "What you searched for in the last day",
        rows=searches,
        leave=forget,
        erase=forget,
    ),
)
