"""On which days somebody was here, and what was noticed about it. Apart from what anybody wrote."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, Service, new_ref
from community.people.policies import services_where
from community.people.roles import Permission
from risk_jobs.desk.models import Case


class ActiveDay(models.Model):
    """One local day (from 04:00) on which a member did something themselves. Not what, and not how much."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="active_days")
    day = models.DateField()

    class Meta:
        constraints = [
            # Read backwards by each first event of a day: the last 84 of one member.
            models.UniqueConstraint(fields=["person", "day"], name="a_day_is_active_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.day}"


class NotCounted(models.Model):
    """This member wants their days here neither kept nor looked at."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="days_not_counted")
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.person_id} since {self.since:%Y-%m-%d}"


IS_OPEN = models.ExpressionWrapper(models.Q(ends_at__isnull=True), output_field=models.BooleanField())


class OutageQuerySet(models.QuerySet["Outage"]):
    def open_at(self, now: datetime) -> "OutageQuerySet":
        return self.filter(ends_at=None, starts_at__lte=now)


class Outage(models.Model):
    """The building was closed, or hard to reach. While one is open nobody is said to have come back."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200)
    declared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = OutageQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(
                IS_OPEN, condition=models.Q(ends_at=None), name="one_outage_is_open_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="an_outage_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"Outage of {self.starts_at:%Y-%m-%d %H:%M}"


class Noticed(models.TextChoices):
    RETURN = "return", "Came back"
    QUIET = "quiet", "Gone quiet"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, person: Any) -> "NoticeQuerySet":
        return self.filter(service__in=services_where(person, Permission.USE_DESK)).exclude(person=person.pk)


class Notice(models.Model):
    """That somebody came back, or went quiet; with every figure that it was decided by.

    `on` is the day of the return; of somebody gone quiet it is the last day they were here."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    what = models.CharField(max_length=6, choices=Noticed)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    on = models.DateField()
    last_day = models.DateField()
    silent = models.PositiveIntegerField()
    heavy_first = models.DateField()
    heavy_last = models.DateField()
    heavy_days = models.PositiveSmallIntegerField()
    heavy_step = models.PositiveSmallIntegerField()
    noticed_at = models.DateTimeField(default=timezone.now)
    # Empty for what was found when counting began over old data, and was too long ago to act on.
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="noticed")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-noticed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "what", "on"], name="noticed_once"),
        ]
        indexes = [
            # Read by the list of a desk: the newest first.
            models.Index(fields=["service", "-noticed_at"], name="noticed_of_a_service"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.on}"


class Uncounted(models.Model):
    """That one member could not be looked at, since when. Gone when it goes well again."""

    class What(models.TextChoices):
        NIGHT = "night", "whether they came back"
        QUIET = "quiet", "whether they have gone quiet"
        RAISE = "raise", "whether something urgent was said around their return"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    what = models.CharField(max_length=5, choices=What)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "what"], name="uncounted_is_said_once")]

    def __str__(self) -> str:
        return f"{self.what} of {self.person_id}"


class Reconciliation(models.Model):
    """What a night's counting again found: `missing` had not been noticed, `surplus` should not have been. `up_to` is the
    number of the last member who was counted."""

    day = models.DateField(unique=True)
    at = models.DateTimeField(default=timezone.now)
    up_to = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    surplus = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"Night of {self.day}"
