"""Who the member of a case is here: nothing that says who they are outside, which only the vault tells."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from community.messages.queue import of_the_team
from community.people.care.panel import Care, care_of
from community.people.models import Membership, Person
from community.rooms.models import Measure
from risk_jobs.desk.models import Case
from risk_jobs.returns.models import ActiveDay

MONTHS = 12
WIDTH, HEIGHT, BAR = 288, 100, 20
# The fullest month fills the drawing, but one day alone does not.
LEAST_SCALE = 8


@dataclass(frozen=True, slots=True)
class Month:
    """How many days of a month somebody was here; where its bar stands, in the units of the drawing."""

    begins: date
    days: int
    left: int
    height: int

    @property
    def top(self) -> int:
        return HEIGHT - self.height


@dataclass(frozen=True, slots=True)
class Panel:
    """`months` is empty for who has asked that their days are not counted."""

    care: Care
    rooms: list[Membership]
    months: list[Month]
    last_days: list[date]
    measures: Any
    conversations: Any
    past: Any


def panel_of(case: Case, *, by: Person) -> Panel:
    person = case.person
    rooms = Membership.objects.in_force().filter(person=person, room__service=case.service_id)
    measures = Measure.objects.visible_to(by).in_force().filter(person=person, service=case.service_id)
    past = Case.objects.visible_to(by).filter(person=person).exclude(pk=case.pk).order_by("-opened_at")
    opted_out = hasattr(person, "days_not_counted")
    days = [] if opted_out else _days(person)
    return Panel(
        care_of(person, case.service),
        list(rooms.select_related("room").order_by("room__name")),
        [] if opted_out else _months(days),
        days[:3],
        measures.select_related("by"),
        of_the_team(by).filter(member=person)[:3],
        past[:10],
    )


def _first_month(today: date) -> date:
    month = today.year * 12 + today.month - MONTHS
    return date(month // 12, month % 12 + 1, 1)


def _days(person: Person) -> list[date]:
    """The newest first."""
    since = _first_month(timezone.localdate())
    found = ActiveDay.objects.filter(person=person, day__gte=since).order_by("-day")
    return list(found.values_list("day", flat=True))


def _months(days: list[date]) -> list[Month]:
    counted = Counter(day.replace(day=1) for day in days)
    first = _first_month(timezone.localdate())
    firsts = [
        date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
        for n in range(MONTHS)
    ]
    step = WIDTH // MONTHS
    scale = HEIGHT / max(LEAST_SCALE, *counted.values(), 0)
    return [
        Month(begins, counted[begins], n * step + (step - BAR) // 2, round(counted[begins] * scale))
        for n, begins in enumerate(firsts)
    ]
