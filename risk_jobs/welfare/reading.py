"""What the page shows: one's own weeks, and to who runs a service those of its team."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from community.people.models import Appointment, Person, Service
from community.people.roles import Permission, roles_with
from risk_jobs.welfare.models import HardReading

WEEKS = 6
# More in a week than one person should carry without somebody asking how they are; a guess, for supervision to replace.
MANY = 40
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    begins: date
    cases: int

    @property
    def is_much(self) -> bool:
        return self.cases > MANY


def weeks_of(person: Person, *, today: date | None = None) -> list[Week]:
    """The newest first."""
    first = _monday(today or timezone.localdate()) - (WEEKS - 1) * WEEK
    days = HardReading.objects.filter(person=person, day__gte=first).values_list("day", flat=True)
    counted = Counter(_monday(day) for day in days)
    return [Week(begins, counted[begins]) for begins in (first + n * WEEK for n in reversed(range(WEEKS)))]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Colleague:
    handle: str
    now: Week
    before: Week


def teams_of(person: Any, *, today: date | None = None) -> list[tuple[Service, list[Colleague]]]:
    """Of the services this person runs: how much each of who work the desk has opened in this week and the last, wherever
    they work. One statement for all of them."""
    run = Service.objects.run_by(person).order_by("name")
    held = Appointment.objects.in_force().filter(service__in=run, role__in=roles_with(Permission.USE_DESK))
    people: dict[int, dict[int, Person]] = {}
    for one in held.select_related("person").order_by("person__handle"):
        people.setdefault(one.service_id, {})[one.person_id] = one.person
    last = _monday(today or timezone.localdate()) - WEEK
    everybody = {pk for team in people.values() for pk in team}
    read = HardReading.objects.filter(person__in=everybody, day__gte=last).values_list("person", "day")
    counted = Counter((pk, _monday(day)) for pk, day in read)
    return [
        (service, [_colleague(one, last, counted) for one in people[service.pk].values()])
        for service in run
        if service.pk in people
    ]


def _colleague(person: Person, last: date, counted: Counter[tuple[int, date]]) -> Colleague:
    now, before = (Week(begins, counted[person.pk, begins]) for begins in (last + WEEK, last))
    return Colleague(person.handle, now, before)
