"""The queue page as cases grow: 100, 10,000 and 100,000 that are open, and the closed list. Run by `tests.bench` in a
process of its own, with the environment of a demo building; prints JSON."""

import json
import sys
from dataclasses import asdict
from datetime import timedelta

from tests.bench.pages import Cost, page  # sets Django up

from django.db import connection  # isort: skip
from django.utils import timezone  # isort: skip

from community.people.models import Person, Service  # isort: skip
from community.utterances.models import Kind, Utterance  # isort: skip
from risk_jobs.desk.models import Case, Flag  # isort: skip
from risk_jobs.desk.states import Outcome, State  # isort: skip

SIZES = (100, 10_000, 100_000)
AT_ONCE = 5_000
TEXT = "I have been purging again since Sunday and I cannot tell anyone."
CLINICIAN = "cleo-clinician"


def fill(upto: int, state: State = State.NEW) -> None:
    """Cases of one member each with a text, until there are `upto` in this state."""
    have = Case.objects.filter(state=state, topic__startswith="bench").count()
    for first in range(have, upto, AT_ONCE):
        _add(range(first, min(first + AT_ONCE, upto)), state)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _add(numbers: range, state: State) -> None:
    service, by = Service.objects.get(slug="eating-disorders"), Person.objects.get(handle=CLINICIAN)
    member, now = Person.objects.get(handle="quiet-otter"), timezone.now()
    closed = (
        {"closed_at": now, "closed_by": by, "outcome": Outcome.CONTACTED} if state == State.CLOSED else {}
    )
    base = 10**9 + (10**8 if closed else 0)
    texts = Utterance.objects.bulk_create(
        Utterance(kind=Kind.POST, source_id=base + n, author=member, service=service, text=TEXT, said_at=now,
                  screened_at=now, screened_with="bench", priority=2, indexed_at=now)
        for n in numbers
    )  # fmt: skip
    cases = Case.objects.bulk_create(
        Case(service=service, person=member, topic=f"bench {n}", priority=1 + n % 3, state=state,
             due_at=now + timedelta(seconds=n), **closed)
        for n in numbers
    )  # fmt: skip
    Flag.objects.bulk_create(
        Flag(case=case, utterance=text, topic=case.topic, priority=case.priority)
        for case, text in zip(cases, texts, strict=True)
    )


def all_sizes() -> list[Cost]:
    found = []
    for size in SIZES:
        fill(size)
        found.append(page(f"queue, {size:,} open cases", CLINICIAN, "/desk/"))
    found.append(page(f"its last page, {SIZES[-1]:,}", CLINICIAN, f"/desk/?page={SIZES[-1] // 25}"))
    found.append(page("narrowed to a room", CLINICIAN, "/desk/?room=harbour"))
    fill(SIZES[-1], State.CLOSED)
    found.append(page(f"{SIZES[-1]:,} closed", CLINICIAN, "/desk/?state=closed"))
    return found


if __name__ == "__main__":
    json.dump([asdict(cost) for cost in all_sizes()], sys.stdout)
