"""Calling people: who is on call, one row for each person and way, and nobody left out silently."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from community.people.models import Appointment, Person, Service
from community.people.policies import is_welcome
from community.people.roles import Permission, roles_with
from risk_jobs.on_call.models import Alert, AlertState, Duty, Line, Reach, Says, Way
from risk_jobs.on_call.policies import can_stand


@dataclass(frozen=True, slots=True)
class Called:
    """Whom one step calls, and why just these; `ways` is empty for somebody who cannot be reached."""

    line: int
    on_rota: bool
    people: list[tuple[str, list[str]]]  # handle, ways in words

    def in_words(self) -> str:
        """ "First on call: cleo (e-mail, text message)"."""
        named = [f"{handle} ({', '.join(ways) or 'no way to reach them'})" for handle, ways in self.people]
        if self.on_rota:
            return f"{Line(self.line).label}: {', '.join(named)}"
        who = "nobody works the desk" if not named else "everybody who works the desk"
        return f"{Line(self.line).label}: nobody is on the rota, so {who}{': ' if named else ''}{', '.join(named)}"


@transaction.atomic(savepoint=False)
def call(
    *, service: Service, line: int, says: Says, about: str, key: str, now: datetime, but: Iterable[int] = ()
) -> Called:
    """Owe an alert to whoever is on call. `key` names the step: the same step twice owes nothing more. `but`: ids of
    people whom it concerns, and who are not told."""
    on_rota, people = who_is_called(service, line, now, frozenset(but))
    told = [(person, ways_to(person)) for person in people]
    Alert.objects.bulk_create(
        [
            Alert(about=about, key=key, service=service, person=person, line=line, way=way, says=says,
                  owed_at=now, due_at=now)
            for person, ways in told
            for way in ways
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return Called(line, on_rota, [(person.handle, [way.label for way in ways]) for person, ways in told])


@transaction.atomic(savepoint=False)
def write_to(*, person: Person, service: Service, says: Says, about: str, key: str, now: datetime) -> None:
    """Owe one person an e-mail, if they have said where; once for each `key`. It calls nobody: no pager, no text message."""
    if Way.MAIL in addresses_of(person):
        mail = Alert(
            about=about, key=key, service=service, person=person, line=Line.FIRST, way=Way.MAIL, says=says,
            owed_at=now, due_at=now,
        )  # fmt: skip
        Alert.objects.bulk_create([mail], ignore_conflicts=True)


def who_is_called(
    service: Service, line: int, now: datetime, but: Collection[int] = ()
) -> tuple[bool, list[Person]]:
    """Those on the rota for this line; else all who work the desk. On the second line and above, the lines below are
    called again: the next one may be asleep too. Whether this line's rota named anybody is the first answer."""
    standing = {
        at: [one for one in people if one.pk not in but] for at, people in lines_now(service, now).items()
    }
    named = standing.get(line, [])
    if not named:
        return False, [one for one in staff_of(service) if one.pk not in but]
    below = [one for lower in range(1, line) for one in standing.get(lower, [])]
    return True, list(dict.fromkeys([*named, *below]))


def lines_now(service: Service, now: datetime) -> dict[int, list[Person]]:
    """Line -> who is on call, in one statement where nobody is. Without those who have left, or lost what makes a call
    to them of use, since the rota was made."""
    people: dict[int, list[Person]] = {}
    for duty in Duty.objects.at(now).filter(service=service).select_related("person"):
        standing = people.setdefault(duty.line, [])
        if duty.person not in standing and counts(duty):
            standing.append(duty.person)
    return people


def counts(duty: Duty) -> bool:
    return is_welcome(duty.person) and can_stand(duty.person, duty.line, duty.service_id)


def staff_of(service: Service) -> Iterator[Person]:
    wanted = roles_with(Permission.USE_DESK)
    held = Appointment.objects.in_force().filter(service=service, role__in=wanted).select_related("person")
    people = {one.person_id: one.person for one in held.order_by("person__handle")}
    yield from (person for person in people.values() if is_welcome(person))


def ways_to(person: Person) -> list[Way]:
    """Each way that is set up in the building and for this person."""
    return list(addresses_of(person))


def addresses_of(person: Person) -> dict[Way, str]:
    """Way -> where this person is reached in it; without the ways that do not lead to them."""
    reach = Reach.objects.filter(person=person).first()
    found = {
        Way.MAIL: _mail_of(person, reach),
        Way.SMS: reach.mobile if reach and settings.SMS_URL else "",
        Way.WEBHOOK: person.handle if settings.ALERT_WEBHOOK_URL else "",
    }
    return {way: address for way, address in found.items() if address}


def mail_of(person: Person) -> str:
    """Where an e-mail reaches somebody who works here; empty for who has not said."""
    return _mail_of(person, Reach.objects.filter(person=person).first())


def _mail_of(person: Person, reach: Reach | None) -> str:
    return (reach.mail if reach else "") or person.email


def no_longer_needed(*, about: str) -> None:
    """Somebody has taken it: what was not sent yet is not sent any more. A colleague who asks for help is still in need
    of it: whoever takes the case is often the one who asked."""
    waits = Alert.objects.owed().about(about).exclude(says=Says.HELP_ASKED)
    waits.update(state=AlertState.NOT_NEEDED)
