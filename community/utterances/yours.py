"""What the building holds of what somebody said."""

from collections.abc import Iterable
from typing import Any

from community.people.models import Person
from community.people.yours import holdings
from community.people.yours.holdings import Holding
from community.utterances import actions
from community.utterances.models import Utterance


def said(person: Person) -> Iterable[dict[str, Any]]:
    """Every version of every text. What they quoted of others is part of what they wrote."""
    rows = Utterance.objects.filter(author=person).select_related("room", "service").order_by("said_at", "pk")
    for one in rows.iterator(500):
        yield {
            "kind": one.get_kind_display(), "version": one.revision, "said": one.said_at,
            "room": one.room.name if one.room else "", "still there": one.stands, "text": one.text,
        }  # fmt: skip


def erase(person: Person) -> None:
    actions.erase_texts(author=person, but=holdings.kept_texts(person))


HOLDINGS = (
    Holding(
        ("utterances.Utterance.author",), "What you wrote, each version of it", rows=said,
        hide=lambda person: actions.withdraw_all(author=person), erase=erase,
        kept="Texts that a clinician answered are part of your care record, which the law lets the service keep"
        " (UK GDPR article 17(3)(c)). All others are erased.",
    ),
)  # fmt: skip
