"""Who may do what with a case. Seeing it: `Case.objects.visible_to`."""

from community.people.models import Person
from community.people.policies import is_welcome, may
from community.people.roles import Permission
from risk_jobs.desk.models import Case
from risk_jobs.desk.states import State


def can_work_on(person: Person, case: Case) -> bool:
    """Nobody answers, or closes, a case about their own words."""
    return case.person_id != person.pk and may(person, Permission.USE_DESK, case.service_id)


def can_claim(person: Person, case: Case) -> bool:
    """What nobody holds, what waits, and what somebody held for too long."""
    free = case.state in (State.NEW, State.WAITING, State.HANDED)
    free = free or (case.state == State.CLAIMED and case.claim_has_run_out())
    return free and can_work_on(person, case)


def can_be_handed(person: Person, case: Case) -> bool:
    """Works there now, and may be reached here: asked afresh, not when the list of colleagues was drawn."""
    return is_welcome(person) and can_work_on(person, case)


def holds(person: Person, case: Case) -> bool:
    return case.state == State.CLAIMED and case.claimed_by_id == person.pk and can_work_on(person, case)
