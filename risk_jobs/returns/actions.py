"""Counting days, and noticing who comes back. What a return is stands in `reckoning.py`, and nowhere else."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from community.people import audit
from community.people.joining.agreements import DAYS_ARE_KEPT_FROM, lets_days_be_kept
from community.people.models import Agreement, Discharge, Membership, Person, PlannedAbsence, Service
from community.people.policies import may, require
from community.people.roles import Permission
from community.utterances.models import Kind, Utterance
from risk_jobs.desk import members
from risk_jobs.desk.models import Case, Flag, Lane, Source
from risk_jobs.returns import reckoning, uncounted
from risk_jobs.returns.models import (
    ActiveDay,
    NotCounted,
    Notice,
    Noticed,
    Outage,
    Reconciliation,
    Uncounted,
)
from risk_jobs.returns.reckoning import DAY, DEFAULTS, Heavy

ROUTINE, SAME_DAY = 3, 2
BEFORE_LEAVING = timedelta(days=14)
AFTER_RETURN = timedelta(hours=48)
BEFORE_QUIET = timedelta(hours=72)
# When counting begins over old data, or a night finds what was missed: older ones call nobody.
TOLD_WITHIN_DAYS = 7


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def was_here(*, person: Person, now: datetime | None = None) -> Notice | None:
    """A member did something. The first time on a day: is this a return? Reads 84 days at most, whatever the past. Days are
    kept from the moment they agree to it."""
    if not lets_days_be_kept(person):
        return None
    now = now or timezone.now()
    day = reckoning.day_of(now, zone())
    if person.works_here or ActiveDay.objects.filter(person=person, day=day).exists() or is_opted_out(person):
        return None
    # Two requests of one morning wait for one another: one of them begins the day.
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    if not ActiveDay.objects.bulk_create([ActiveDay(person=person, day=day)], ignore_conflicts=True):
        return None
    return look(person=person, on=day, now=now)


def is_opted_out(person: Person) -> bool:
    return NotCounted.objects.filter(person=person).exists()


def look(*, person: Person, on: date, now: datetime) -> Notice | None:
    """Whether `on`, a day that has begun, is a return; while an outage is open nobody is said to have come back."""
    if Outage.objects.open_at(now).exists():
        return None
    days = days_before(person, on)
    if not days or (on - days[-1]).days <= DEFAULTS.silent:
        return None
    found = reckoning.returned(days, on, away=away(person, days[-1], on), after=_last_return(person, on))
    if found is None:
        return None
    return _notice(Noticed.RETURN, person, on, found.last, found.silent, found.heavy, now)


def days_before(person: Person, on: date) -> list[date]:
    newest = ActiveDay.objects.filter(person=person, day__lt=on).order_by("-day")
    return sorted(newest.values_list("day", flat=True)[: DEFAULTS.reach])


def away(person: Person, first: date, last: date) -> frozenset[date]:
    """Days of planned absences and outages in this span."""
    absences = PlannedAbsence.objects.filter(person=person).between(first, last)
    spans = list(absences.values_list("first_day", "last_day"))
    outages = Outage.objects.filter(
        Q(ends_at=None) | Q(ends_at__date__gte=first), starts_at__date__lte=last + DAY
    )
    for starts_at, ends_at in outages.values_list("starts_at", "ends_at"):
        end = (ends_at or timezone.now()) - timedelta(microseconds=1)
        spans.append((reckoning.day_of(starts_at, zone()), reckoning.day_of(end, zone())))
    clipped = [(max(begin, first), min(end, last)) for begin, end in spans]
    return frozenset(day for begin, end in clipped for day in reckoning.days_between(begin, end))


def _last_return(person: Person, before: date) -> date | None:
    earlier = Notice.objects.filter(person=person, what=Noticed.RETURN, on__lt=before).order_by("-on")
    return earlier.values_list("on", flat=True).first()


@transaction.atomic
def _notice(
    what: Noticed, person: Person, on: date, last: date, silent: int, heavy: Heavy, now: datetime
) -> Notice | None:
    """Once for each return and each silence, whoever finds it and however often."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    service = service_of(person)
    # An account that was closed, by whoever and for whatever: of somebody who has died above all.
    closed = not Person.objects.filter(pk=person.pk, is_active=True).exists()
    if closed or service is None or Notice.objects.filter(person=person, what=what, on=on).exists():
        return None
    today = reckoning.day_of(now, zone())
    notice = Notice(
        what=what, person=person, service=service, on=on, last_day=last, silent=silent, heavy_first=heavy.first,
        heavy_last=heavy.last, heavy_days=heavy.days, heavy_step=heavy.step, noticed_at=now,
    )  # fmt: skip
    if (today - on).days <= TOLD_WITHIN_DAYS or what == Noticed.QUIET:
        notice.case = _case(notice, now)
    notice.save()
    return notice


def _case(notice: Notice, now: datetime) -> Case:
    is_return = notice.what == Noticed.RETURN
    return members.open_case(
        person=notice.person, service=notice.service, topic="came back" if is_return else "gone quiet",
        source=Source.RETURN if is_return else Source.QUIET,
        priority=SAME_DAY if not is_return or is_urgent(notice) else ROUTINE, now=now, text=in_words(notice),
    )  # fmt: skip


def in_words(notice: Notice) -> str:
    heavy = (
        f"{notice.heavy_days} days here between {notice.heavy_first:%-d %b} and {notice.heavy_last:%-d %b %Y}"
    )
    if notice.what == Noticed.QUIET:
        return f"{heavy}; last here {notice.last_day:%-d %b %Y}, silent for {notice.silent} days"
    return f"{heavy}; last here {notice.last_day:%-d %b %Y}; back on {notice.on:%-d %b %Y} after {notice.silent} silent days"


def is_urgent(notice: Notice) -> bool:
    """Something urgent before they left or since they came back, or discharged in between."""
    left, came = _starts(notice.last_day), _starts(notice.on)
    span = Q(utterance__said_at__range=(left + DAY - BEFORE_LEAVING, left + DAY))
    span |= Q(utterance__said_at__range=(came, notice.noticed_at + AFTER_RETURN))
    gone = Discharge.objects.filter(person=notice.person, day__gt=notice.last_day, day__lt=notice.on)
    return _urgent(notice.person).filter(span).exists() or gone.exists()


def _urgent(person: Person) -> QuerySet[Flag]:
    return Flag.objects.filter(utterance__author=person, priority__lte=SAME_DAY, case__lane=Lane.NOW)


def _starts(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, reckoning.STARTS_AT_HOUR, tzinfo=zone())


def service_of(person: Person) -> Service | None:
    """Whose desk welcomes them: that of their newest key."""
    held = Membership.objects.filter(person=person).select_related("room__service")
    newest = held.in_force().order_by("-pk").first() or held.order_by("-pk").first()
    return newest.room.service if newest else None


def raise_returns(*, now: datetime | None = None) -> int:
    """Who came back within two days and then wrote something urgent is not routine. Returns how many were raised."""
    now = now or timezone.now()
    fresh = Notice.objects.filter(
        what=Noticed.RETURN, noticed_at__gte=now - AFTER_RETURN - timedelta(days=1), case__priority=ROUTINE
    ).exclude(case__state="closed")
    return sum(
        uncounted.apart(one.person, Uncounted.What.RAISE, partial(_raise_if_urgent, one, now)) is True
        for one in fresh.select_related("case", "person")
    )


def _raise_if_urgent(notice: Notice, now: datetime) -> bool:
    if not is_urgent(notice):
        return False
    assert notice.case is not None, "it was filtered by its case"
    members.raise_case(case=notice.case, priority=SAME_DAY, why="something urgent around the return", now=now)
    return True


def notice_silence(*, now: datetime | None = None) -> list[Notice]:
    """Heavy members whose last three days held something urgent, and who have not been here for a week."""
    now = now or timezone.now()
    today = reckoning.day_of(now, zone())
    since = now - BEFORE_QUIET - timedelta(days=DEFAULTS.quiet + 30)
    authors = Flag.objects.filter(priority__lte=SAME_DAY, utterance__said_at__gte=since, case__lane=Lane.NOW)
    people = Person.objects.filter(
        pk__in=authors.values("utterance__author"), works_here=False, is_active=True
    )
    found = [
        uncounted.apart(person, Uncounted.What.QUIET, partial(_silence, person, today, now))
        for person in people.exclude(days_not_counted__isnull=False)
    ]
    return [one for one in found if one is not None]


def _silence(person: Person, today: date, now: datetime) -> Notice | None:
    days = days_before(person, today + DAY)
    if not days or not (DEFAULTS.quiet < (today - days[-1]).days):
        return None
    last = days[-1]
    gone = away(person, last, today)
    heavy = reckoning.gone_quiet(days, today, away=gone, after=_last_return(person, today + DAY))
    left = _starts(last) + DAY
    if (
        heavy is None
        or not _urgent(person).filter(utterance__said_at__range=(left - BEFORE_QUIET, left)).exists()
    ):
        return None
    silent = reckoning.silent_days(last, today, gone)
    return _notice(Noticed.QUIET, person, last, last, silent, heavy, now)


def count_what_was_said() -> int:
    """When counting begins over old data: the days on which members wrote, since they agreed that days are kept. The next
    night computes what follows from them, and only a return of the last week becomes a case. Returns how many are new."""
    agreed = Agreement.objects.filter(
        person=OuterRef("author"), what=Agreement.What.CONSENT, version__gte=DAYS_ARE_KEPT_FROM
    )
    said = Utterance.objects.filter(author__works_here=False, author__is_active=True).exclude(
        kind=Kind.HANDLE
    )
    said = said.exclude(author__days_not_counted__isnull=False)
    since = Subquery(agreed.order_by("agreed_at").values("agreed_at")[:1])
    said = said.annotate(since=since).filter(said_at__gte=F("since"))
    found = {
        (author, reckoning.day_of(at, zone()))
        for author, at in said.order_by().values_list("author", "said_at").iterator(5_000)
    }
    before = ActiveDay.objects.count()
    rows = [ActiveDay(person_id=author, day=day) for author, day in sorted(found)]
    ActiveDay.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
    return ActiveDay.objects.count() - before


@transaction.atomic
def stop_counting(*, by: Person) -> None:
    """What was counted goes too. Cases that clinicians already have stay."""
    NotCounted.objects.bulk_create([NotCounted(person=by)], ignore_conflicts=True)
    ActiveDay.objects.filter(person=by).delete()
    audit.write(who=by, did="stopped the counting of days", what=f"person:{by.ref}")


@transaction.atomic
def count_again(*, by: Person) -> None:
    NotCounted.objects.filter(person=by).delete()
    audit.write(who=by, did="allowed the counting of days", what=f"person:{by.ref}")


@transaction.atomic
def declare_outage(*, why: str, by: Person, starts_at: datetime, ends_at: datetime | None = None) -> Outage:
    """Sent twice it is one. Raises ValidationError, with a sentence, where another one is still open, also if that
    was opened at this very moment: which of the two ended would be a guess."""
    require(may(by, Permission.ADMINISTER), "Only an administrator declares an outage.")
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)  # two presses wait for one another
    told = {"why": why, "starts_at": starts_at, "ends_at": ends_at}
    if (same := Outage.objects.filter(declared_by=by, **told).first()) is not None:
        return same
    try:
        with transaction.atomic():
            outage = Outage.objects.create(declared_by=by, **told)
    except IntegrityError:
        raise ValidationError(_open_already()) from None
    audit.write(who=by, did="declared outage", what=f"outage:{outage.pk}", why=why)
    return outage


def _open_already() -> str:
    other = Outage.objects.filter(ends_at=None).first()
    since = f", since {timezone.localtime(other.starts_at):%-d %b %Y, %H:%M}: {other.why}" if other else ""
    return f"One is open already{since}. End that first, or say until when this one lasted."


@transaction.atomic
def end_outage(*, outage: Outage, by: Person, now: datetime | None = None) -> None:
    """From here on returns are noticed again. Those that came meanwhile are found by counting today once more."""
    require(may(by, Permission.ADMINISTER), "Only an administrator ends an outage.")
    now = now or timezone.now()
    Outage.objects.filter(pk=outage.pk, ends_at=None).update(ends_at=now)
    today = Reconciliation.objects.filter(day=reckoning.day_of(now, zone()), finished_at__isnull=False)
    today.update(finished_at=None, up_to=0, people=0, missing=0, surplus=0)
    audit.write(who=by, did="ended outage", what=f"outage:{outage.pk}")


def trail(person: Person) -> Iterable[date]:
    return ActiveDay.objects.filter(person=person).order_by("day").values_list("day", flat=True)
