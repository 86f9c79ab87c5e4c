"""What the building keeps of how somebody used library and television."""

from collections.abc import Iterable
from typing import Any

from cms.library.models import Reading
from community.people.models import Person
from community.people.yours.holdings import Holding


def readings(person: Person) -> Iterable[dict[str, Any]]:
    for one in Reading.objects.filter(person=person).select_related("page").order_by("pk"):
        yield {
            "page": one.page.title, "kept as a bookmark": one.kept_at, "helped": one.helped,
            "video left at second": one.left_at_s,
        }  # fmt: skip


def forget(person: Person) -> None:
    Reading.objects.filter(person=person).delete()


HOLDINGS = (
    Holding(("library.Reading.person",), "What you kept and watched in the library", rows=readings, leave=forget,
            erase=forget),
)  # fmt: skip
