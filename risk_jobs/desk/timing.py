"""The clocks of a case: when it escalates, when it rises by age, when a claim ends.

Each is a row (`CaseTimer`) that is written in the transaction that changes the case and found by the clock every few
seconds. Whatever comes due while nobody looked happens once, late, and says how late. Two clocks do nothing twice: a
step is taken under the lock of the case, and moves the row on in the same transaction. Times are moments, not readings
of a wall clock: the hour that summer time takes or gives away changes no distance between them."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from community.people.models import Person
from risk_jobs.desk import clocks, states, timeline
from risk_jobs.desk.models import Case, CaseTimer, Lane, Work
from risk_jobs.desk.states import State
from risk_jobs.on_call import calling
from risk_jobs.on_call.models import Line, Says

log = logging.getLogger(__name__)

AT_ONCE = 200
# Steps of an escalation, as parts of the time to claim: with 15 minutes for P1 that is after 5, 15 and 30. A step
# that comes after the last one comes again in the same distance, to everybody, until somebody claims the case.
STEPS: dict[int, tuple[tuple[float, Line], ...]] = {
    1: ((1 / 3, Line.FIRST), (1, Line.SECOND), (2, Line.MANAGER)),
    2: ((1, Line.FIRST), (2, Line.SECOND), (3, Line.MANAGER)),
}
ROUTINE = 3


def start(case: Case, now: datetime) -> None:
    """A case was opened, or was raised to what it is now: its clocks begin."""
    if case.lane != Lane.NOW:
        return
    if case.priority == ROUTINE:
        assert case.due_at is not None, "a case of today has a clock"
        _set(case, Work.RISE, since=now, due_at=case.due_at)
        return
    _stop(case, Work.RISE)
    _set(case, Work.ESCALATE, since=now, due_at=now + _after(case, 1))


def claimed(case: Case) -> None:
    assert case.claimed_at is not None, "a claimed case says since when"
    assert case.claim_ends_at is not None, "and until when"
    _stop(case, Work.ESCALATE, Work.RISE, Work.WAKE)
    calling.no_longer_needed(about=about(case))
    _set(case, Work.END_CLAIM, since=case.claimed_at, due_at=case.claim_ends_at)


def given_back(case: Case, now: datetime) -> None:
    """The clocks go on from where they were."""
    _stop(case, Work.END_CLAIM, Work.WAKE)
    work = Work.RISE if case.priority == ROUTINE else Work.ESCALATE
    if not case.timers.filter(work=work).update(running=True):
        start(case, now)


def of_now_while_held(case: Case) -> None:
    """Its holder knows. Should it be given back, its steps are those of now, not what was left of four hours."""
    case.timers.filter(work=Work.ESCALATE).delete()


def waits(case: Case) -> None:
    """Nobody is called, and nothing rises, until the time that somebody has set."""
    assert case.waits_until is not None, "a waiting case says until when"
    _stop(case, Work.END_CLAIM, Work.ESCALATE, Work.RISE)
    nobody_is_called(case)
    _set(case, Work.WAKE, since=timezone.now(), due_at=case.waits_until)


def anew(case: Case, now: datetime) -> None:
    """It is everybody's again, or somebody else's: as if it had been raised at this moment."""
    _stop(case, Work.END_CLAIM, Work.WAKE)
    case.due_at = clocks.due_at(case.priority, now, case.service_id) if case.lane == Lane.NOW else None
    start(case, now)


def closed(case: Case) -> None:
    _stop(case, *Work)
    nobody_is_called(case)


def nobody_is_called(case: Case) -> None:
    calling.no_longer_needed(about=about(case))


def seen_by(case: Case, person: Person) -> None:
    """Who holds a case has looked at it: a new hit need not escalate any more."""
    if case.state == State.CLAIMED and case.claimed_by_id == person.pk and _stop(case, Work.ESCALATE):
        calling.no_longer_needed(about=about(case))


def about(case: Case) -> str:
    return f"case:{case.ref}"


def _set(case: Case, work: Work, *, since: datetime, due_at: datetime) -> None:
    CaseTimer.objects.bulk_create(
        [CaseTimer(case=case, work=work, since=since, due_at=due_at)],
        update_conflicts=True, unique_fields=["case", "work"], update_fields=["since", "due_at", "step", "running"],
    )  # fmt: skip


def _stop(case: Case, *works: Work) -> int:
    return case.timers.filter(work__in=works, running=True).update(running=False)


def _after(case: Case, step: int) -> timedelta:
    """How long after its start a step comes."""
    steps, target = STEPS[case.priority], clocks.target(case.priority, case.service_id)
    assert target is not None, "what escalates has a time to be claimed in"
    over = max(step - len(steps), 0)
    last = steps[-1][0] - steps[-2][0]
    return target * (steps[min(step, len(steps)) - 1][0] + over * last)


def run_due(*, now: datetime | None = None) -> int:
    """Do what is due; returns how much. One that fails does not stop the others, and is tried again next time."""
    now = now or timezone.now()
    due = CaseTimer.objects.filter(running=True, due_at__lte=now).order_by("case__priority", "due_at")
    done = 0
    for pk, case in list(due.values_list("pk", "case")[:AT_ONCE]):
        try:
            done += _run(pk, case, now)
        except Exception as error:
            log.error("timer %s: %s", pk, type(error).__name__)
    return done


@transaction.atomic
def _run(pk: int, case_id: int, now: datetime) -> bool:
    # Who holds the lock is changing the case this very moment: another look in a few seconds knows better.
    case = timeline.lock(skip_locked=True).filter(pk=case_id).first()
    timer = CaseTimer.objects.filter(pk=pk, running=True, due_at__lte=now).first() if case else None
    if case is None or timer is None:
        return False
    do = {Work.ESCALATE: _escalate, Work.RISE: _rise, Work.END_CLAIM: _end_claim, Work.WAKE: _wake}
    do[Work(timer.work)](case, timer, now)
    return True


def _escalate(case: Case, timer: CaseTimer, now: datetime) -> None:
    steps = STEPS[case.priority]
    line = steps[min(timer.step, len(steps)) - 1][1]
    key = f"{about(case)}/{timer.since:%Y%m%d%H%M%S%f}/{timer.step}"
    called = calling.call(
        service=case.service, line=line, says=Says.CASE_WAITS, about=about(case), key=key, now=now,
        but=[case.person_id],
    )  # fmt: skip
    late = now - timer.due_at
    # The words come first: the row is moved on below.
    text = (
        f"step {timer.step}, {_minutes(timer.due_at - timer.since)} after it was raised. {called.in_words()}"
    )
    if late >= timedelta(minutes=1):
        text += f". {_minutes(late)} late: nobody looked at the clock"
    timeline.write(case, "escalated", at=now, text=text)
    timer.step += 1
    timer.due_at = timer.since + _after(case, timer.step)
    if timer.step > len(steps) + 1 and timer.due_at <= now:
        # Missed repetitions are not made up for: everybody was told just now.
        timer.due_at = now + (_after(case, timer.step) - _after(case, timer.step - 1))
    timer.save(update_fields=["step", "due_at"])


def _minutes(span: timedelta) -> str:
    return f"{max(round(span.total_seconds() / 60), 0)} min"


def _rise(case: Case, timer: CaseTimer, now: datetime) -> None:
    """Routine that has waited past its time is no routine any more. It rises once, and escalates from there."""
    timer.running = False
    timer.save(update_fields=["running"])
    case.priority, case.due_at = 2, clocks.due_at(2, now, case.service_id)
    timeline.save(case, "aged", at=now, text="to P2: it has waited past its time")
    start(case, now)


def _end_claim(case: Case, timer: CaseTimer, now: datetime) -> None:
    """Somebody claimed it and was called away. It is everybody's again, and as late as it is."""
    holder = case.claimed_by.handle if case.claimed_by else "nobody"
    case.state = states.after("run_out", case.state)
    case.claimed_by = case.claimed_at = case.claim_ends_at = None
    timeline.save(case, "run_out", at=now, text=f"{holder} held it")
    given_back(case, now)


def _wake(case: Case, timer: CaseTimer, now: datetime) -> None:
    wake(case, now)
    timeline.save(case, "woke", at=now, text="the time it was to wait until has come")


def wake(case: Case, now: datetime) -> None:
    """What it waited for may have come or not: somebody has to look. The caller saves it and says why."""
    case.state = states.after("wake", case.state)
    case.claimed_by = case.claimed_at = case.claim_ends_at = case.waits_until = None
    case.waits_for = ""
    anew(case, now)


def mend() -> int:
    """Cases of today that wait without a clock that runs: there should be none, and if there is one it is not
    forgotten. Returns how many."""
    runs = CaseTimer.objects.filter(case=OuterRef("pk"), running=True)
    lost = Case.objects.now().open().filter(~Exists(runs))
    pks = list(lost.values_list("pk", flat=True)[:AT_ONCE])
    for pk in pks:
        _mend(pk)
    return len(pks)


@transaction.atomic
def _mend(pk: int) -> None:
    case = timeline.lock().get(pk=pk)
    if case.state == State.CLOSED or case.timers.filter(running=True).exists():
        return
    {State.CLAIMED: claimed, State.WAITING: waits}.get(State(case.state), _start_now)(case)


def _start_now(case: Case) -> None:
    start(case, timezone.now())
