"""Whom a case is handed to is told so: a notice, and a mail that names nobody and nothing."""

from collections.abc import Collection
from datetime import datetime

from community.notices import kinds
from community.notices.actions import settings_of, tell
from community.notices.kinds import NoticeKind, Words
from community.notices.models import Notice, Rhythm
from community.people.models import Person
from risk_jobs.desk import timing
from risk_jobs.desk.models import Case, CaseQuerySet
from risk_jobs.desk.states import State
from risk_jobs.on_call import calling
from risk_jobs.on_call.models import Says


def tell_handed(case: Case, *, by: Person, now: datetime) -> None:
    """The mail goes to where they are reached on call, unless they want none of this kind."""
    to = case.handed_to
    assert to is not None, "a case that is handed over says to whom"
    tell(person=to, what=NoticeKind.HANDED, about=case, by=by, now=now)
    how = settings_of(to)
    if how.rhythm != Rhythm.NEVER and how.mails(NoticeKind.HANDED):
        about = timing.about(case)
        calling.write_to(
            person=to, service=case.service, says=Says.HANDED, about=about, key=f"{about}/handed/{case.version}", now=now
        )  # fmt: skip


def standing(person: Person) -> CaseQuerySet:
    """While it waits for them."""
    return Case.objects.visible_to(person).filter(state=State.HANDED, handed_to=person.pk)


def say(person: Person, notices: Collection[Notice]) -> dict[int, Words]:
    found = standing(person).filter(pk__in=[one.about_id for one in notices])
    cases = {case.pk: case for case in found}
    return {
        one.pk: Words(
            "The desk",
            f"{_who(one)} hands a case to you. It waits until you claim it",
            case.get_absolute_url(),
        )
        for one in notices
        if (case := cases.get(one.about_id))
    }


def _who(notice: Notice) -> str:
    return notice.by.handle if notice.by else "A colleague"


def register() -> None:
    kinds.register(NoticeKind.HANDED, stands=standing, say=say)
