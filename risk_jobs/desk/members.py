"""Cases about a member that no text of theirs opened: who came back, who has gone quiet."""

from datetime import datetime

from django.db import transaction

from community.people.models import Person, Service
from risk_jobs.desk import clocks, timing
from risk_jobs.desk.models import Case, CaseEvent, Source
from risk_jobs.desk.states import State


@transaction.atomic(savepoint=False)
def open_case(
    *, person: Person, service: Service, topic: str, source: Source, priority: int, now: datetime, text: str
) -> Case:
    """About a member and not about a text of theirs; `text` says why, on the timeline."""
    case = Case.objects.create(
        service=service, person=person, topic=topic, source=source, priority=priority, opened_at=now,
        last_hit_at=now, due_at=clocks.due_at(priority, now, service.pk),
    )  # fmt: skip
    timing.start(case, now)
    CaseEvent.objects.create(case=case, at=now, did="opened", text=text)
    return case


@transaction.atomic
def raise_case(*, case: Case, priority: int, why: str, now: datetime) -> None:
    """Something has become known that makes it more urgent. One that is closed meanwhile, or as urgent, stays."""
    locked = (
        Case.objects.select_for_update(no_key=True, of=("self",)).select_related("service").get(pk=case.pk)
    )
    if locked.state == State.CLOSED or locked.priority <= priority:
        return
    locked.priority, locked.due_at = priority, clocks.due_at(priority, now, locked.service_id)
    locked.version += 1
    locked.save()
    timing.start(locked, now)
    CaseEvent.objects.create(case=locked, at=now, did="raised", text=f"to P{priority}: {why}")
