"""What the pages of a hand-over show."""

from dataclasses import dataclass
from typing import Any

from community.people.models import Person
from risk_jobs.desk.models import Case
from risk_jobs.desk.queue import Due, due_of
from risk_jobs.handover.models import Handover, Line


@dataclass(frozen=True, slots=True)
class Shown:
    """`case` is as it is now; None for whom it is not shown to. `then` is when it was due, seen from the note."""

    line: Line
    case: Case | None
    then: Due
    changed: bool


def lines_of(handover: Handover, *, by: Person) -> list[Shown]:
    lines = list(handover.lines.select_related("case"))
    seen = (
        Case.objects.visible_to(by).select_related("person").filter(pk__in=[line.case_id for line in lines])
    )
    cases = {case.pk: case for case in seen}
    return [_shown(line, cases.get(line.case_id), handover) for line in lines]


def _shown(line: Line, case: Case | None, handover: Handover) -> Shown:
    then = due_of(Case(due_at=line.due_at), now=handover.written_at)
    changed = case is not None and (case.state, case.priority) != (line.state, line.priority)
    return Shown(line, case, then, changed)


def unsigned_for(person: Person) -> Any:
    """Those that somebody else should sign, or whoever wrote them should see signed."""
    return Handover.objects.visible_to(person).unsigned().select_related("written_by", "service")
