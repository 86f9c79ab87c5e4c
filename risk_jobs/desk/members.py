"""A member's cases: opened, joined by what comes later, raised by what becomes known."""

from datetime import datetime

from django.db import transaction

from community.people.models import Person, Service
from risk_jobs.desk import clocks, timeline, timing
from risk_jobs.desk.models import Case, Lane, Source
from risk_jobs.desk.states import State


@transaction.atomic(savepoint=False)
def open_case(
    *, person: Person, service: Service, topic: str, source: Source, priority: int, now: datetime, text: str = "",
    lane: Lane = Lane.NOW,
) -> Case:  # fmt: skip
    """`text` says why, on the timeline, where no text of the member's does."""
    due_at = clocks.due_at(priority, now, service.pk) if lane == Lane.NOW else None
    case = Case.objects.create(
        service=service, person=person, topic=topic, source=source, lane=lane, priority=priority, opened_at=now,
        last_hit_at=now, due_at=due_at,
    )  # fmt: skip
    timing.start(case, now)
    timeline.write(case, "opened", at=now, text=text)
    return case


def join(case: Case, priority: int, now: datetime) -> Case:
    """A later hit joins; a graver one raises the case and starts its clock anew; a new P1 always alerts."""
    case.last_hit_at = max(case.last_hit_at, now)
    graver = priority == 1 or priority < case.priority
    wakes = case.state == State.WAITING and (graver or priority < timing.ROUTINE)
    if not graver and not wakes:
        timeline.save(case, "joined", at=now)
        return case
    case.priority = min(priority, case.priority)
    if wakes:
        timing.wake(case, now)
    if case.due_at is not None:
        case.due_at = min(case.due_at, clocks.due_at(priority, now, case.service_id))
    timing.start(case, now)
    timeline.save(
        case,
        "raised" if graver else "woke",
        at=now,
        text=f"to P{case.priority}: a new text" if graver else "a new text",
    )
    return case


@transaction.atomic
def raise_case(*, case: Case, priority: int, why: str, now: datetime) -> None:
    """Something has become known that makes it more urgent. One that is closed meanwhile, or as urgent, stays."""
    locked = timeline.lock().get(pk=case.pk)
    if locked.state == State.CLOSED or locked.priority <= priority:
        return
    locked.priority, locked.due_at = priority, clocks.due_at(priority, now, locked.service_id)
    if locked.state == State.WAITING:
        timing.wake(locked, now)
    else:
        timing.start(locked, now)
    timeline.save(locked, "raised", at=now, text=f"to P{priority}: {why}")
