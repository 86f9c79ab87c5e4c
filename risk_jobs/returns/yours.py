"""What is kept of somebody's days here."""

from collections.abc import Iterable
from typing import Any

from community.people.models import Person
from community.people.yours.holdings import Holding
from risk_jobs.returns.models import ActiveDay, NotCounted, Notice, Uncounted


def days(person: Person) -> Iterable[dict[str, Any]]:
    for one in ActiveDay.objects.filter(person=person).order_by("day"):
        yield {"you were here on": one.day}


def choice(person: Person) -> Iterable[dict[str, Any]]:
    for one in NotCounted.objects.filter(person=person):
        yield {"your days are not counted since": one.since}


def noticed(person: Person) -> Iterable[dict[str, Any]]:
    for one in Notice.objects.filter(person=person).order_by("pk"):
        yield {"what": one.get_what_display(), "on": one.on, "last here": one.last_day}


def uncounted(person: Person) -> Iterable[dict[str, Any]]:
    for one in Uncounted.objects.filter(person=person).order_by("pk"):
        yield {"we could not count": one.get_what_display(), "since": one.since}


def _forget(model: Any) -> Any:
    return lambda person: model.objects.filter(person=person).delete()


HOLDINGS = (
    Holding(("returns.ActiveDay.person",), "Days on which you were here", rows=days, erase=_forget(ActiveDay)),
    Holding(("returns.NotCounted.person",), "That your days are not counted", rows=choice, erase=_forget(NotCounted)),
    Holding(("returns.Uncounted.person",), "That your days could not be counted", rows=uncounted, erase=_forget(Uncounted)),
    Holding(
        ("returns.Notice.person",), "When a clinician was told that you came back or were silent", rows=noticed,
        kept="It is part of your care record, which the law lets the service keep (UK GDPR article 17(3)(c)).",
    ),
)  # fmt: skip
STAFF_ONLY = ("returns.Outage.declared_by",)
