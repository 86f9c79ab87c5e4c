"""What the pages of the rota show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from community.people.models import Person, Service
from community.people.policies import may
from community.people.roles import Permission
from community.people.services.opening import opening_in, weeks_of
from risk_jobs.on_call import policies, rest
from risk_jobs.on_call.calling import counts, lines_now
from risk_jobs.on_call.models import Alert, Duty, Line, Reach

LOOK_AHEAD = timedelta(days=14)
MOST_GAPS = 8


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


@dataclass(frozen=True, slots=True)
class Gaps:
    """When nobody will be called first (or second, …), and everybody who works the desk is called instead."""

    line: str
    times: list[rest.Stretch]
    more: int  # gaps that are not listed


def gaps_of(service: Service, *, now: datetime | None = None) -> list[Gaps]:
    """Of the next two weeks, without those who have left since they were put on the rota."""
    now = now or timezone.now()
    until = now + LOOK_AHEAD
    duties = Duty.objects.to_come(now).filter(service=service, starts_at__lt=until).select_related("person")
    known: dict[int, Person] = {}
    for duty in duties:  # one of each, who is asked once what they may do
        duty.person = known.setdefault(duty.person_id, duty.person)
    standing = [duty for duty in duties if counts(duty)]
    found = []
    for line in Line:
        taken = [(duty.starts_at, duty.ends_at) for duty in standing if duty.line == line]
        if times := rest.gaps(taken, now, until):
            found.append(Gaps(line.label, times[:MOST_GAPS], max(len(times) - MOST_GAPS, 0)))
    return found


def next_gap(service: Service, *, now: datetime | None = None) -> datetime | None:
    """From when on nobody is first on call, within the next two weeks."""
    found = gaps_of(service, now=now)
    return found[0].times[0][0] if found and found[0].line == Line.FIRST.label else None


@dataclass(frozen=True, slots=True)
class Tired:
    handle: str
    how: list[str]


def tired(service: Service, *, now: datetime | None = None) -> list[Tired]:
    """Whoever of this rota is planned with too little rest, counting all services they are on call for."""
    now = now or timezone.now()
    here = Duty.objects.to_come(now).filter(service=service)
    theirs = Duty.objects.to_come(now - rest.WEEK).filter(person__in=here.values("person"))
    stretches: dict[str, list[rest.Stretch]] = {}
    for handle, starts, ends in theirs.values_list("person__handle", "starts_at", "ends_at"):
        stretches.setdefault(handle, []).append((starts, ends))
    found = {handle: rest.warnings(held) for handle, held in sorted(stretches.items())}
    return [Tired(handle, how) for handle, how in found.items() if how]


def mine(person: Person, *, now: datetime | None = None) -> Any:
    return Duty.objects.to_come(now or timezone.now()).filter(person=person).select_related("service")


def called_about(what: str) -> Any:
    """Everybody who was called about a thing, the first first."""
    return Alert.objects.about(what).select_related("person")
