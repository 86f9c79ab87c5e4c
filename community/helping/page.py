"""What a helper's page holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from community.helping import policies
from community.helping.models import Session, WelfareCheck
from community.moderation.welcome import waiting_for_first_reply
from community.people.models import HelperBreak, Person
from community.rooms.models import Thread

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Slot:
    session: Session
    mine: bool
    free: int


@dataclass(frozen=True, slots=True)
class Page:
    helps: bool
    rest: HelperBreak | None
    waiting: list[Thread]
    slots: list[Slot]
    last_check: WelfareCheck | None


def read_page(person: Person) -> Page:
    helped = policies.helps_in(person)
    rest = policies.rests(person) if helped else None
    return Page(
        helps=bool(helped),
        rest=rest,
        waiting=list(waiting_for_first_reply(person)[:MOST_SHOWN]) if helped and not rest else [],
        slots=slots(Session.objects.filter(service__in=helped), person) if helped else [],
        last_check=person.welfare_checks.first(),
    )


def slots(sessions: Iterable[Session], person: Person) -> list[Slot]:
    found = sessions.to_come().with_sign_ups()[:MOST_SHOWN]  # type: ignore[attr-defined]
    return [_slot(session, person) for session in found]


def _slot(session: Session, person: Person) -> Slot:
    signed = [one.person_id for one in session.sign_ups.all()]
    return Slot(session, person.pk in signed, max(0, session.places - len(signed)))
