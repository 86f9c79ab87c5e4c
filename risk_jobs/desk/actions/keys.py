"""Whether somebody works the desk by single letters. Off until they say so, and remembered as theirs."""

from community.people.models import Person
from community.people.policies import may, require
from community.people.roles import Permission
from risk_jobs.desk.models import DeskKeys


def switch_keys(*, by: Person, on: bool) -> None:
    require(may(by, Permission.USE_DESK), "Only those who work a desk have its keys.")
    if on:
        DeskKeys.objects.bulk_create([DeskKeys(person=by)], ignore_conflicts=True)
    else:
        DeskKeys.objects.filter(person=by).delete()
