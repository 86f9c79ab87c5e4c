"""Who is on call, how they are reached, and each time somebody was called."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, Service, new_ref


class Line(models.IntegerChoices):
    """Who is called, in this order."""

    FIRST = 1, "First on call"
    SECOND = 2, "Second on call"
    MANAGER = 3, "Manager on call"


class Way(models.TextChoices):
    MAIL = "mail", "e-mail"
    SMS = "sms", "text message"
    WEBHOOK = "webhook", "pager"


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, person: Any) -> "DutyQuerySet":
        from risk_jobs.on_call.policies import services_seen_by

        return self.filter(service__in=services_seen_by(person))

    def at(self, now: datetime) -> "DutyQuerySet":
        return self.filter(taken_off_at=None, starts_at__lte=now, ends_at__gt=now)

    def near(self, person: Person, starts_at: datetime, ends_at: datetime) -> "DutyQuerySet":
        """Those of this person, in any service, within a week before and after."""
        week = timedelta(days=7)
        return self.filter(
            person=person, taken_off_at=None, starts_at__lt=ends_at + week, ends_at__gt=starts_at - week
        )

    def to_come(self, now: datetime) -> "DutyQuerySet":
        """Those of this moment among them."""
        return self.filter(taken_off_at=None, ends_at__gt=now)


class Duty(models.Model):
    """One stretch in which one person is on call for a service."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="duties")
    person = models.ForeignKey(Person, models.PROTECT, related_name="duties")
    line = models.PositiveSmallIntegerField(choices=Line)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    put_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    put_at = models.DateTimeField(default=timezone.now)
    taken_off_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "line", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="a_duty_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=models.Q(line__range=(1, 3)), name="a_line_is_1_to_3"),
        ]
        indexes = [
            # Read by an escalation: who is on call for a service now.
            models.Index(
                fields=["service", "ends_at"], condition=models.Q(taken_off_at=None), name="duties_that_stand"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_line_display()}, {self.starts_at:%Y-%m-%d %H:%M}"


class Reach(models.Model):
    """Where somebody of the staff is reached when they are on call; they fill it in themselves."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="reach")
    mail = models.EmailField(blank=True)
    mobile = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return f"How {self.person_id} is reached"


class Says(models.TextChoices):
    """What an alert says: one of these sentences and no other word. See `words.py`."""

    CASE_WAITS = "case_waits", "A case waits"
    HELP_ASKED = "help_asked", "A colleague asks for help"
    HANDED = "handed", "A colleague hands a case over"
    CANARY_LATE = "canary_late", "The building has not shown that it reads what is written"
    CLOCK_STILL = "clock_still", "The clock has stood still"
    WORKER_STILL = "worker_still", "The worker has stood still"
    TEST = "test", "A test"


class AlertState(models.TextChoices):
    OWED = "owed", "Not sent yet"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    NOT_NEEDED = "not_needed", "Not needed any more"
    GIVEN_UP = "given_up", "Could not be sent"


class AlertQuerySet(models.QuerySet["Alert"]):
    def owed(self) -> "AlertQuerySet":
        return self.filter(state=AlertState.OWED)

    def about(self, what: str) -> "AlertQuerySet":
        return self.filter(about=what)


class Alert(models.Model):
    """One person called in one way, once. `about` names a thing by kind and ref ("case:k3v…"); `key` is what makes a
    second try of the same step find this row and add none."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    about = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="alerts")
    line = models.PositiveSmallIntegerField(choices=Line)
    way = models.CharField(max_length=8, choices=Way)
    says = models.CharField(max_length=12, choices=Says)
    state = models.CharField(max_length=10, choices=AlertState, default=AlertState.OWED)
    owed_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=60, blank=True, help_text="The kind of the last error, no more.")

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["owed_at", "line", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "person", "way"], name="somebody_is_called_once_a_step_and_way"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
                name="sent_alert_says_when",
            ),
        ]
        indexes = [
            # Read by the clock every few seconds: whom is a call owed to?
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=["owed", "sending"]), name="alerts_owed"
            ),
            # Read by the page of a case: who was told.
            models.Index(fields=["about"], name="alerts_about_a_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.ref}"
