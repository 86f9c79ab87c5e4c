"""Concerns are part of the record of whom they are about; what somebody wrote in one is theirs."""

from collections.abc import Iterable
from typing import Any

from community.concerns.models import Concern
from community.people.models import Person
from community.people.yours.holdings import Holding


def about(person: Person) -> Iterable[dict[str, Any]]:
    """That there was one, and when; an answer of their own in full. What others said to the team is theirs."""
    for one in Concern.objects.filter(about=person).order_by("pk"):
        yield {
            "when": one.at,
            "what": one.get_kind_display(),
            "your answer": one.in_words() if one.item else "",
        }


def raised(person: Person) -> Iterable[dict[str, Any]]:
    for one in Concern.objects.filter(by=person).order_by("pk"):
        yield {"when": one.at, "your words": one.words}


RECORD = (
    "It is part of the care record of {}, which the law lets the service keep (UK GDPR article 17(3)(c))."
)
HOLDINGS = (
    Holding(
        ("concerns.Concern.about",), "When a clinician was asked to look after you", rows=about,
        kept=RECORD.format("yours"),
    ),
    Holding(
        ("concerns.Concern.by", "concerns.Concern.utterance"), "When you asked a clinician to look after somebody",
        rows=raised, kept=RECORD.format("somebody else"),
    ),
)  # fmt: skip
