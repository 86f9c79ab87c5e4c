"""Planned work: a restart that was announced wakes nobody. It always has an end, and cases call as ever."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from community.people import audit
from community.people.models import Person
from community.people.policies import may, require
from community.people.roles import Permission
from risk_jobs.proof.models import Pause

NOT_YOURS = "Only an administrator announces work on the building."
LONGEST = timedelta(hours=2)


def last_end(now: datetime) -> datetime | None:
    """Of those that have begun: in time to come while one is in force. Whoever looks after others counts from there."""
    end: datetime | None = Pause.objects.filter(starts_at__lte=now).aggregate(end=Max("ends_at"))["end"]
    return end


def under_way(now: datetime) -> QuerySet[Pause]:
    return Pause.objects.filter(starts_at__lte=now, ends_at__gt=now)


def in_force(now: datetime | None = None) -> Pause | None:
    return under_way(now or timezone.now()).order_by("-ends_at").first()


@transaction.atomic
def begin(*, why: str, minutes: int, by: Person, now: datetime | None = None) -> Pause:
    """From now. Raises ValidationError, with a sentence, for one that is too long, and while another is in force: end that
    first, so that nothing is stretched without being said anew."""
    require(may(by, Permission.ADMINISTER), NOT_YOURS)
    now, length = now or timezone.now(), timedelta(minutes=minutes)
    if not why.strip():
        raise ValidationError("Say what is being done.")
    if not timedelta() < length <= LONGEST:
        raise ValidationError(
            "Choose between 1 minute and 2 hours. Longer than that, somebody must be called."
        )
    # Two presses wait for one another.
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    if (other := in_force(now)) is not None:
        until = f"{timezone.localtime(other.ends_at):%H:%M}"
        raise ValidationError(f"Work is announced already, until {until}: {other.why}. End that first.")
    pause = Pause.objects.create(starts_at=now, ends_at=now + length, why=why.strip(), made_by=by)
    audit.write(who=by, did=f"announced work for {minutes} min", what=f"pause:{pause.pk}", why=why)
    return pause


@transaction.atomic
def end(*, by: Person, now: datetime | None = None) -> None:
    """The work is done: from here on what stands still calls again."""
    require(may(by, Permission.ADMINISTER), NOT_YOURS)
    now = now or timezone.now()
    for pause in under_way(now).select_for_update(no_key=True).order_by("pk"):
        Pause.objects.filter(pk=pause.pk).update(ends_at=now)
        audit.write(who=by, did="ended announced work", what=f"pause:{pause.pk}")
