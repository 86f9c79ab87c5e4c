"""What a helper's page holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from community.helping import policies
from community.helping.models import Session, WelfareCheck
from community.people.models import HelperBreak, Person
from community.people.policies import rooms_open_to
from community.people.roles import Role
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
        waiting=waiting_for_first_reply(person) if helped and not rest else [],
        slots=slots(Session.objects.filter(service__in=helped), person) if helped else [],
        last_check=person.welfare_checks.first(),
    )


def waiting_for_first_reply(person: Person) -> list[Thread]:
    """Threads of others that nobody has answered, in rooms where this person stands as a helper; the oldest first."""
    rooms = [pk for pk, entry in rooms_open_to(person).items() if entry.role == Role.RECOVERED]
    found = Thread.objects.visible_to(person).filter(room__in=rooms, last_number=1, title_gone=False)
    others = found.exclude(author=person).exclude(author__works_here=True)
    return list(
        others.with_place_of(person).select_related("room", "author").order_by("opened_at", "pk")[:MOST_SHOWN]
    )


def slots(sessions: Iterable[Session], person: Person) -> list[Slot]:
    found = sessions.to_come().prefetch_related("sign_ups")[:MOST_SHOWN]  # type: ignore[attr-defined]
    return [_slot(session, person) for session in found]


def _slot(session: Session, person: Person) -> Slot:
    signed = [one.person_id for one in session.sign_ups.all()]
    return Slot(session, person.pk in signed, max(0, session.places - len(signed)))
