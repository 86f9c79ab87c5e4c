"""Reaching somebody because of a case: the member by a message of the team, a colleague by a call."""

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from community.messages import actions as messages
from community.messages.models import Conversation
from community.messages.policies import team_can_write_to
from community.people.models import Person
from community.people.policies import require
from risk_jobs.desk import clocks, policies, timing
from risk_jobs.desk.actions.working import HOLDS_IT, ChangedMeanwhile, _done, _lock
from risk_jobs.desk.models import Case, Lane
from risk_jobs.desk.states import State
from risk_jobs.on_call import calling
from risk_jobs.on_call.models import Line, Says


class EscalateTo(models.TextChoices):
    CRISIS = "crisis", "The second line on call, for a crisis"
    SAFEGUARDING = "safeguarding", "Whoever answers for safeguarding: the manager on call"


LINES = {EscalateTo.CRISIS: Line.SECOND, EscalateTo.SAFEGUARDING: Line.MANAGER}


class CannotBeReached(Exception):
    """Their last key was taken back, or they have left, since the page was shown. Its words are for who wrote."""


@transaction.atomic
def contact(
    *, case: Case, by: Person, subject: str, body: str, version: int, send_key: str | None = None,
    now: datetime | None = None,
) -> Conversation:  # fmt: skip
    """Write to the member as the team. Raises ChangedMeanwhile, CannotBeReached, and IntegrityError when this form was
    sent before."""
    now = now or timezone.now()
    if case.version != version:
        raise ChangedMeanwhile(case)
    require(policies.holds(by, case), HOLDS_IT)
    if not team_can_write_to(by, case.person, case.service):
        raise CannotBeReached("They cannot get messages here any more. What you wrote stands in the note.")
    # Before the case is locked: what is written is judged, and that locks its author's row, which comes first.
    conversation, _care = messages.start_by_team(
        service=case.service,
        member=case.person,
        subject=subject,
        body=body,
        by=by,
        send_key=send_key,
        now=now,
    )
    case = _lock(case, by, version)
    require(policies.holds(by, case), HOLDS_IT)
    case.contacted_at = case.contacted_at or now
    _done(case, "contacted", by=by, now=now, text=f"a message of the team, “{subject}”")
    return conversation


@transaction.atomic
def escalate(
    *, case: Case, by: Person, to: EscalateTo, why: str, version: int, now: datetime | None = None
) -> Case:
    """Call a colleague now, whoever holds the case. It is a matter of now from here on, and stays in its state."""
    now = now or timezone.now()
    case = _lock(case, by, version)
    if case.state == State.CLOSED or case.lane != Lane.NOW:
        raise ChangedMeanwhile(case)
    if case.priority > 1:
        case.priority = 1
        assert case.due_at is not None, "what is of now has a clock"
        case.due_at = min(case.due_at, clocks.due_at(1, now, case.service_id))
        _clocks_of_now(case, now)
    called = calling.call(
        service=case.service, line=LINES[to], says=Says.HELP_ASKED, about=timing.about(case),
        key=f"{timing.about(case)}/by-hand/{case.version}/{LINES[to]}", now=now, but=[case.person_id, by.pk],
    )  # fmt: skip
    return _done(case, "escalated", by=by, now=now, text=f"{why}. Called: {called.in_words()}")


def _clocks_of_now(case: Case, now: datetime) -> None:
    if case.state == State.CLAIMED:
        timing.of_now_while_held(case)
    elif case.state == State.WAITING:
        timing.wake(case, now)
    else:
        timing.anew(case, now)
