"""What the building keeps of how somebody is told."""

from collections.abc import Iterable
from typing import Any

from community.notices.models import KindOff, Letter, Notice, NoticeSettings, StopLink
from community.people.models import Person
from community.people.yours.holdings import Holding


def notices(person: Person) -> Iterable[dict[str, Any]]:
    for one in person.notices.order_by("pk"):
        yield {"what": one.get_kind_display(), "at": one.at, "read": one.read_at}


def settings(person: Person) -> Iterable[dict[str, Any]]:
    for one in NoticeSettings.objects.filter(person=person):
        yield {
            "mail": one.get_rhythm_display(), "quiet from": one.quiet_from, "quiet until": one.quiet_until,
        }  # fmt: skip
    for off in KindOff.objects.filter(person=person):
        yield {"not told": off.get_kind_display()}


def letters(person: Person) -> Iterable[dict[str, Any]]:
    for one in Letter.objects.filter(person=person).order_by("pk"):
        yield {"owed": one.owed_at, "state": one.get_state_display(), "ended": one.ended_at}


def forget(person: Person) -> None:
    for model in (Notice, NoticeSettings, KindOff, Letter, StopLink):
        model._default_manager.filter(person=person).delete()
    Notice.objects.filter(by=person).update(by=None)


HOLDINGS = (
    Holding(("notices.Notice.person", "notices.Notice.by"), "What you were told", rows=notices, leave=forget,
            erase=forget),
    Holding(("notices.NoticeSettings.person", "notices.KindOff.person"), "How you want to be told", rows=settings,
            erase=forget),
    Holding(("notices.Letter.person", "notices.StopLink.person"), "Mails to you", rows=letters, erase=forget),
)  # fmt: skip
