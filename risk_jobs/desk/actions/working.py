"""What people do with a case. Each leaves a line in its timeline and in the audit log.

`version` is the one their page showed: what happened since must be seen first."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from community.people import audit
from community.people.models import Person
from community.people.policies import require
from risk_jobs.desk import clocks, policies, telling, timeline, timing
from risk_jobs.desk.actions.undoing import Before, before
from risk_jobs.desk.models import Case, CaseEvent
from risk_jobs.desk.states import Outcome, State, after, leads_from
from risk_jobs.welfare import actions as welfare

HOLDS_IT = "Claim the case before you do this."
LONGEST_WAIT = timedelta(days=14)
LONGEST_WAIT_NOW = timedelta(days=1)


class ChangedMeanwhile(Exception):
    """Somebody else changed the case since the page was shown. Nothing was done."""

    def __init__(self, case: Case) -> None:
        self.case = case
        last = case.events.select_related("by").written_last()
        who = last.by.handle if last and last.by else "the clock, or a new text,"
        when = timezone.localtime(last.at).strftime("%H:%M") if last else "just now"
        super().__init__(
            f"Changed by {who} at {when}. Have a look before you go on; nothing was overwritten, and what you wrote"
            " is still here."
        )


class WaitsTooLong(Exception):
    """Its words are for who asked."""


@transaction.atomic
def claim(*, case: Case, by: Person, version: int | None = None, now: datetime | None = None) -> Case:
    """Take a case. Of two who press together one holds it; the other gets ChangedMeanwhile."""
    now = now or timezone.now()
    case = _lock(case, by, version)
    if not policies.can_claim(by, case):
        raise ChangedMeanwhile(case)
    was = before(case)
    _move(case, "claim")
    case.claimed_by, case.claimed_at = by, now
    case.claim_ends_at = now + clocks.claim_holds_for(case.service)
    case.handed_to = case.waits_until = None
    case.waits_for = ""
    timing.claimed(case)
    return _done(case, "claimed", by=by, now=now, was=was)


@transaction.atomic
def release(*, case: Case, by: Person, version: int | None = None, now: datetime | None = None) -> Case:
    """Give a case back to the queue; its clock goes on from where it was."""
    now = now or timezone.now()
    case = _lock(case, by, version)
    require(policies.holds(by, case), "Only the person who holds a case can give it back.")
    was = before(case)
    _move(case, "release")
    _let_go(case)
    timing.given_back(case, now)
    return _done(case, "released", by=by, now=now, was=was)


@transaction.atomic
def wait(
    *, case: Case, by: Person, until: datetime, reason: str, version: int, now: datetime | None = None
) -> Case:
    """Nothing can be done until then: the clocks rest, and at that moment the case is everybody's again. Raises
    WaitsTooLong, and ValueError for a moment that is over."""
    now = now or timezone.now()
    case = _lock(case, by, version)
    require(policies.holds(by, case), HOLDS_IT)
    _require_moment(case, until, now)
    was = before(case)
    _move(case, "wait")
    case.waits_until, case.waits_for, case.claim_ends_at = until, reason, None
    timing.waits(case)
    text = f"until {timezone.localtime(until):%-d %b, %H:%M}: {reason}"
    return _done(case, "set waiting", by=by, now=now, text=text, was=was)


def _require_moment(case: Case, until: datetime, now: datetime) -> None:
    if until <= now:
        raise WaitsTooLong("This moment is over. Choose a later one.")
    if case.priority == 1 and until > now + LONGEST_WAIT_NOW:
        raise WaitsTooLong("A case of priority “now” can wait for one day at most.")
    if until > now + LONGEST_WAIT:
        raise WaitsTooLong(
            "A case can wait for 14 days at most. Close it with “watch” if it may wait longer."
        )


@transaction.atomic
def hand_over(
    *, case: Case, by: Person, to: Person, note: str, version: int, now: datetime | None = None
) -> Case:
    """To a colleague, who has to claim it. Until somebody has, its clock runs as if it had just been raised."""
    now = now or timezone.now()
    case = _lock(case, by, version)
    require(policies.holds(by, case), HOLDS_IT)
    require(
        policies.can_be_handed(to, case) and to.pk != by.pk,
        "A case is handed to somebody else who works the desk of its service, and whom it is not about.",
    )
    was = before(case)
    _move(case, "hand_over")
    _let_go(case)
    case.handed_to = to
    timing.anew(case, now)
    telling.tell_handed(case, by=by, now=now)
    return _done(case, "handed over", by=by, now=now, text=f"to {to.handle}: {note}", was=was)


@transaction.atomic
def add_note(*, case: Case, by: Person, text: str, now: datetime | None = None) -> CaseEvent:
    """By anybody of the desk, whoever holds it and whatever its state."""
    case = _lock(case, by)
    _audit(case, "noted", by)
    return timeline.write(case, "noted", by=by, at=now or timezone.now(), text=text)


@transaction.atomic
def close(*, case: Case, by: Person, outcome: Outcome, version: int, now: datetime | None = None) -> Case:
    """With an outcome from the list. Nothing is closed in any other way, and nothing by its age."""
    now = now or timezone.now()
    case = _lock(case, by, version)
    if case.state == State.CLOSED:
        raise ChangedMeanwhile(case)
    require(policies.holds(by, case), "Claim the case before you close it.")
    was = before(case)
    _move(case, "close")
    case.outcome, case.closed_by, case.closed_at = outcome, by, now
    timing.closed(case)
    return _done(case, "closed", by=by, now=now, text=Outcome(outcome).label, was=was)


@transaction.atomic
def record_reading(*, case: Case, by: Person, now: datetime | None = None) -> None:
    """Every reading of a case is in the audit log. What it changes is changed under the lock of the case, as everywhere: a
    timer first and the case after it would wait for who holds them the other way round."""
    holds = case.state == State.CLAIMED and case.claimed_by_id == by.pk
    if holds or case.shown_at is None:
        locked = timeline.lock().get(pk=case.pk)
        timing.seen_by(locked, by)
        if locked.shown_at is None:
            Case.objects.filter(pk=case.pk).update(shown_at=now or timezone.now())
    welfare.opened(case=case, by=by, now=now)
    _audit(case, "read", by)


def _lock(case: Case, by: Person, version: int | None = None) -> Case:
    locked = timeline.lock().get(pk=case.pk)
    require(
        policies.can_work_on(by, locked),
        "You do not work on the desk of this service, or this case is about you.",
    )
    if version is not None and locked.version != version:
        raise ChangedMeanwhile(locked)
    return locked


def _move(case: Case, action: str) -> None:
    if not leads_from(action, case.state):
        raise ChangedMeanwhile(case)
    case.state = after(action, case.state)


def _let_go(case: Case) -> None:
    case.claimed_by = case.claimed_at = case.claim_ends_at = None


def _done(
    case: Case, did: str, *, by: Person, now: datetime | None, text: str = "", was: Before | None = None
) -> Case:
    timeline.save(case, did, by=by, at=now or timezone.now(), text=text, before=was)
    _audit(case, did, by)
    return case


def _audit(case: Case, did: str, by: Person) -> None:
    audit.write(who=by, did=f"{did} case", what=f"case:{case.ref}", service=case.service)
