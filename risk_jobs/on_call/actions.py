"""Keeping the rota, and how one is reached."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.people import audit
from community.people.models import Person, Service
from community.people.policies import require
from risk_jobs.on_call import policies, rest
from risk_jobs.on_call.calling import ways_to
from risk_jobs.on_call.models import Alert, Duty, Line, Reach, Says


@transaction.atomic
def put_on_rota(
    *, service: Service, person: Person, line: int, starts_at: datetime, ends_at: datetime, by: Person
) -> Duty:
    """Raises ValidationError, with a sentence, for a stretch that is too long or leaves too little rest."""
    require(policies.keeps_rota(by, service), "Only clinicians of the service and who runs it keep the rota.")
    require(
        policies.can_stand(person, line, service),
        "Somebody on call works the desk of the service; a manager on call runs it.",
    )
    # Two who plan for the same person wait for one another: together they could take away the rest.
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    _check_rest(person, starts_at, ends_at)
    duty = Duty.objects.create(
        service=service, person=person, line=line, starts_at=starts_at, ends_at=ends_at, put_by=by
    )
    why = f"{Line(line).label}, {starts_at:%Y-%m-%d %H:%M} to {ends_at:%Y-%m-%d %H:%M} UTC"
    audit.write(who=by, did="put on rota", what=f"duty:{duty.ref}", why=why, service=service)
    return duty


def _check_rest(person: Person, starts_at: datetime, ends_at: datetime) -> None:
    if not starts_at < ends_at <= starts_at + rest.LONGEST:
        raise ValidationError("A stretch ends after it starts, and is 24 hours at most.")
    stretches = [(duty.starts_at, duty.ends_at) for duty in Duty.objects.near(person, starts_at, ends_at)]
    if any(starts < ends_at and starts_at < ends for starts, ends in stretches):
        raise ValidationError(f"{person.handle} is on call at that time already.")
    if rest.most_in_a_week([*stretches, (starts_at, ends_at)]) > rest.MOST_IN_A_WEEK:
        hours = rest.MOST_IN_A_WEEK // timedelta(hours=1)
        raise ValidationError(f"{person.handle} would be on call for more than {hours} hours within a week.")


@transaction.atomic
def take_off(*, duty: Duty, by: Person, now: datetime | None = None) -> Duty:
    require(policies.keeps_rota(by, duty.service_id), "Only who keeps the rota takes somebody off it.")
    standing = Duty.objects.filter(pk=duty.pk, taken_off_at=None)
    if standing.update(taken_off_at=now or timezone.now()):
        audit.write(who=by, did="took off rota", what=f"duty:{duty.ref}", service=duty.service)
    return duty


@transaction.atomic
def say_how_reached(*, by: Person, mail: str, mobile: str) -> Reach:
    require(policies.sees_some_rota(by), "Only those who can be on call are called.")
    reach, _made = Reach.objects.update_or_create(person=by, defaults={"mail": mail, "mobile": mobile})
    audit.write(who=by, did="changed how they are reached", what=f"person:{by.ref}")
    return reach


@transaction.atomic
def call_myself(*, by: Person, now: datetime | None = None) -> int:
    """A test, once a minute at most. Returns in how many ways one is being called."""
    now = now or timezone.now()
    seen = policies.services_seen_by(by)
    require(bool(seen), "Only those who can be on call are called.")
    ways = ways_to(by)
    Alert.objects.bulk_create(
        [
            Alert(about=f"person:{by.ref}", key=f"test:{by.ref}:{now:%Y%m%d%H%M}", service_id=min(seen), person=by,
                  line=Line.FIRST, way=way, says=Says.TEST, owed_at=now, due_at=now)
            for way in ways
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return len(ways)
