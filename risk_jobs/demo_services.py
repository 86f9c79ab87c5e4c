"""The demo's services as their managers would have set them up, its care teams, and keys in every state. Safe to
run twice: what stands is left as people have made it."""

import datetime as dt
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from community.people import keys
from community.people.care import actions as care
from community.people.joining.agreements import RULES_VERSION
from community.people.keys.batches import Line
from community.people.models import (
    ClaimTarget,
    ClosedDay,
    CrisisContact,
    Discharge,
    Key,
    OpeningHours,
    Person,
    PlannedAbsence,
    Retention,
    Service,
    Training,
    WordList,
)
from community.people.roles import Role
from community.rooms.models import Room

PLAN = settings.BASE_DIR / "fixtures" / "demo" / "services.yaml"
WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


@cache
def plan() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(PLAN.read_text())
    return loaded


@transaction.atomic
def settle_services() -> None:
    for slug, given in plan()["services"].items():
        service = Service.objects.get(slug=slug)
        if not service.opening_hours.exists():
            _settle(service, given)
    for one, other in plan()["never_together"]:
        Room.objects.get(slug=one).never_with.add(Room.objects.get(slug=other))


def _settle(service: Service, given: dict[str, Any]) -> None:
    for name in ("help_words", "brand", "claim_holds_min"):
        setattr(service, name, given.get(name, getattr(service, name)))
    service.save()
    for place, contact in enumerate(given["contacts"]):
        CrisisContact.objects.create(service=service, sort_order=place, **contact)
    for days, (opens, closes) in given["hours"].items():
        for day in days.split():
            hours = {"opens": time.fromisoformat(opens), "closes": time.fromisoformat(closes)}
            OpeningHours.objects.create(service=service, weekday=WEEKDAYS.index(day), **hours)
    for closed in plan()["closed_days"]:
        ClosedDay.objects.create(service=service, **closed)
    for priority, minutes in given.get("targets", {}).items():
        ClaimTarget.objects.create(service=service, priority=priority, minutes=minutes)
    for name, words in given.get("words", {}).items():
        WordList.objects.create(service=service, name=name, words="\n".join(words))
    if days := given.get("keep_unused_keys"):
        Retention.objects.create(service=service, kind=Retention.Kind.UNUSED_KEYS, days=days)


@transaction.atomic
def settle_care() -> None:
    given = plan()["care"]
    service, by = Service.objects.get(slug=given["service"]), _person(given["clinician"])
    for handle in given["knows"]:
        care.name_clinician(member=_person(handle), clinician=by, service=service, by=by)
    for one in given["trainings"]:
        _train(_person(one["who"]), one, service, by)
    for one in given["absences"]:
        _plan(_person(one["who"]), one)
    for handle in given["discharged"]:
        if not Discharge.objects.filter(person=_person(handle)).exists():
            care.discharge(person=_person(handle), service=service, last_days={}, by=by)


def _train(who: Person, one: dict[str, Any], service: Service, by: Person) -> None:
    if not Training.objects.filter(person=who).exists():
        care.sign_training(
            person=who, service=service, what=one["what"], by=by,
            trained_on=_day(one["trained"]), last_day=_day(one["last"]),
        )  # fmt: skip


def _plan(who: Person, one: dict[str, Any]) -> None:
    if not PlannedAbsence.objects.filter(person=who).exists():
        kind = PlannedAbsence.Kind(one["kind"])
        care.plan_absence(
            person=who, kind=kind, first_day=_day(one["first"]), last_day=_day(one["last"]), by=who
        )


@transaction.atomic
def issue_keys(now: datetime | None = None) -> None:
    given, now = plan()["keys"], now or timezone.now()
    service, by = Service.objects.get(slug=given["service"]), _person(given["by"])
    if Key.objects.filter(service=service, reference=given["old"]["reference"]).exists():
        return
    lines = [_line(entry) for entry in given["batch"]]
    issued = keys.issue_batch(service=service, lines=lines, by=by, now=now - timedelta(days=1))
    old, then = _line(given["old"]), now - timedelta(days=given["old"]["issued"])
    keys.issue(service=service, rooms=old.rooms, role=old.role, by=by, reference=old.reference, now=then)
    for entry, one in zip(given["batch"], issued, strict=True):
        if "withdrawn" in entry:
            keys.withdraw(key=one.key, by=by, why=entry["withdrawn"])
        if "opened_by" in entry:
            joining = keys.Joining(entry["opened_by"], "fern", make_password(None), RULES_VERSION)
            keys.redeem(digest=one.key.digest, joining=joining)


def _line(entry: dict[str, Any]) -> Line:
    rooms = tuple(Room.objects.filter(slug__in=entry["rooms"]).values_list("pk", flat=True))
    return Line(entry["reference"], Role(entry["role"]), rooms, None, entry.get("apart_why", ""))


def _person(handle: str) -> Person:
    return Person.objects.get(handle=handle)


def _day(days: int) -> dt.date:
    return timezone.localdate() + timedelta(days=days)
