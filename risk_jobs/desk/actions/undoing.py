"""Taking the last thing back that one did with a case, for ten seconds."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from community.people import audit
from community.people.models import Person
from community.people.policies import require
from risk_jobs.desk import policies, timeline, timing
from risk_jobs.desk.models import Case, CaseEvent, CaseTimer
from risk_jobs.desk.states import State

UNDO_FOR = timedelta(seconds=10)
# What an action changes of a case, but for its version, which only grows.
CHANGED = (
    "state", "due_at", "claimed_by_id", "claimed_at", "claim_ends_at", "waits_until", "waits_for", "handed_to_id",
    "closed_by_id", "closed_at", "outcome",
)  # fmt: skip
Before = dict[str, Any]


class TooLate(Exception):
    """The ten seconds are over, or something else has happened since. What was done can still be changed in the usual
    way."""


def before(case: Case) -> Before:
    """The case as it stands and its clocks, as JSON keeps it: moments as ISO words."""
    fields = {name: _plain(getattr(case, name)) for name in CHANGED}
    clocks = case.timers.values("work", "since", "step", "due_at", "running")
    return {**fields, "timers": [{name: _plain(value) for name, value in one.items()} for one in clocks]}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def can_undo(last: CaseEvent | None, by: Person, *, now: datetime | None = None) -> bool:
    """Of the line that was written last."""
    if last is None or last.before is None or last.by_id != by.pk:
        return False
    return (now or timezone.now()) <= last.at + UNDO_FOR


def done_by(person: Person, now: datetime) -> QuerySet[CaseEvent]:
    """What somebody did just now, and can undo."""
    just_now = CaseEvent.objects.filter(by=person, at__gt=now - UNDO_FOR, at__lte=now, before__isnull=False)
    return just_now.nothing_since()


def event(pk: int) -> CaseEvent:
    return CaseEvent.objects.select_related("case__person").get(pk=pk)


@transaction.atomic
def undo(*, case: Case, by: Person, now: datetime | None = None) -> Case:
    """As it was before, the clocks too. Raises TooLate."""
    now = now or timezone.now()
    case = timeline.lock().get(pk=case.pk)
    require(policies.can_work_on(by, case), "You do not work on the desk of this service.")
    last = case.events.written_last()
    if last is None or not can_undo(last, by, now=now):
        raise TooLate
    was: Before = dict(last.before or {})
    clocks = was.pop("timers")
    for name, value in was.items():
        setattr(case, name, _moment(name, value))
    _put_back(case, clocks)
    timeline.save(case, "undid", by=by, at=now, text=last.did)
    audit.write(who=by, did=f"undid {last.did} case", what=f"case:{case.ref}", service=case.service)
    return case


def _moment(name: str, value: Any) -> Any:
    is_moment = name.endswith(("_at", "_until")) or name == "since"
    return datetime.fromisoformat(value) if is_moment and value is not None else value


def _put_back(case: Case, clocks: list[dict[str, Any]]) -> None:
    """Those that ran run on; whom nobody had called yet is called at the next step."""
    case.timers.all().delete()
    CaseTimer.objects.bulk_create(
        [
            CaseTimer(case=case, **{name: _moment(name, value) for name, value in one.items()})
            for one in clocks
        ]
    )
    if case.state in (State.CLAIMED, State.WAITING, State.CLOSED):
        timing.nobody_is_called(case)
