"""What the pages of the rota show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from community.people.models import Person, Service
from community.people.policies import may
from community.people.roles import Permission
from community.people.services.opening import opening_in, weeks_of
from risk_jobs.on_call import policies
from risk_jobs.on_call.calling import lines_now
from risk_jobs.on_call.models import Alert, Duty, Line, Reach


@dataclass(frozen=True, slots=True)
class OfService:
    """`lines`: who is on call now, by line. `hours` is empty for a service that has not said them."""

    service: Service
    hours: str
    lines: list[tuple[str, str]]
    next_change: datetime | None
    works_desk: bool
    keeps: bool

    @property
    def nobody(self) -> bool:
        return not any(names for _line, names in self.lines)


def services_seen_by(person: Person) -> Any:
    return Service.objects.filter(pk__in=policies.services_seen_by(person)).order_by("name")


def reached_by(person: Person) -> dict[str, str]:
    """What the form about oneself begins with."""
    reach = Reach.objects.filter(person=person).first()
    return {"mail": reach.mail, "mobile": reach.mobile} if reach else {"mail": person.email}


def rotas_of(person: Person, *, now: datetime | None = None) -> list[OfService]:
    now = now or timezone.now()
    services = services_seen_by(person)
    weeks = weeks_of([service.pk for service in services])
    return [
        _of(service, opening_in(weeks[service.pk], now).in_words(now), person, now) for service in services
    ]


def _of(service: Service, hours: str, person: Person, now: datetime) -> OfService:
    people = lines_now(service, now)
    lines = [(line.label, ", ".join(one.handle for one in people.get(line, []))) for line in Line]
    ends = Duty.objects.at(now).filter(service=service).order_by("ends_at").values_list("ends_at", flat=True)
    works = may(person, Permission.USE_DESK, service)
    return OfService(service, hours, lines, ends.first(), works, policies.keeps_rota(person, service))


def coming(person: Person, service: Service, *, now: datetime | None = None) -> Any:
    found = Duty.objects.visible_to(person).to_come(now or timezone.now()).filter(service=service)
    return found.select_related("person")


def mine(person: Person, *, now: datetime | None = None) -> Any:
    return Duty.objects.to_come(now or timezone.now()).filter(person=person).select_related("service")


def called_about(what: str) -> Any:
    """Everybody who was called about a thing, the first first."""
    return Alert.objects.about(what).select_related("person")
