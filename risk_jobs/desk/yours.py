"""What the desk holds of somebody: cases, which are the clinical record."""

from collections.abc import Iterable
from typing import Any

from community.people.models import Person
from community.people.yours.holdings import Holding
from community.utterances.models import Utterance
from risk_jobs.desk.models import Case, Flag


def cases(person: Person) -> Iterable[dict[str, Any]]:
    """That there was one, and when. What clinicians wrote in it is theirs to go through first (Data Protection Act
    2018, schedule 3, part 2): the trust's subject access team gives it."""
    for case in Case.objects.filter(person=person).select_related("service").order_by("pk"):
        yield {"service": case.service.name, "opened": case.opened_at, "closed": case.closed_at}


def texts_in_cases(person: Person) -> Iterable[int]:
    return Flag.objects.filter(utterance__author=person).values_list("utterance_id", flat=True)


def why_erasure_waits(person: Person) -> str:
    """Who may be in danger must not vanish while a clinician tries to reach them."""
    if Case.objects.filter(person=person).open().exists():
        return "A clinician is still answering something you wrote."
    if Utterance.objects.unjudged().filter(author=person).exists():
        return "Something you wrote is still being read."
    return ""


HOLDINGS = (
    Holding(
        ("desk.Case.person", "desk.Flag.utterance"), "When a clinician looked into something you wrote", rows=cases,
        kept="It is part of your care record, which the law lets the service keep (UK GDPR article 17(3)(c)). For the"
        " notes that clinicians made, ask the team that gave you your key.",
    ),
)  # fmt: skip
STAFF_ONLY = (
    "desk.Case.claimed_by", "desk.Case.closed_by", "desk.Case.handed_to", "desk.CaseEvent.by", "desk.DeskKeys.person",
)  # fmt: skip
