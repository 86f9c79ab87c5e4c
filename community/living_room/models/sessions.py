"""Hours in which somebody is there for sure, with a topic."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.living_room.models.places import LivingRoom
from community.people.models import REF_LENGTH, Person, new_ref


class PlannedSessionQuerySet(models.QuerySet["PlannedSession"]):
    def visible_to(self, person: Any) -> "PlannedSessionQuerySet":
        return self.filter(living_room__in=LivingRoom.objects.visible_to(person))

    def not_over(self, now: datetime | None = None) -> "PlannedSessionQuerySet":
        return self.filter(ends_at__gt=now or timezone.now(), ended_at=None)

    def running(self, now: datetime | None = None) -> "PlannedSessionQuerySet":
        return self.not_over(now).filter(starts_at__lte=now or timezone.now())


class PlannedSession(models.Model):
    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    living_room = models.ForeignKey(LivingRoom, models.PROTECT, related_name="sessions")
    topic = models.CharField(max_length=120)
    note = models.CharField(max_length=60, blank=True, help_text="Content note.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    host = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # Called off, or closed by its host before its time.
    ended_at = models.DateTimeField(null=True)

    objects = PlannedSessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_planned_session_ends_later"
            )
        ]
        indexes = [models.Index(fields=["living_room", "ends_at"], name="sessions_to_come")]

    def __str__(self) -> str:
        return f"Session {self.ref}"


class Reminder(models.Model):
    """Somebody asked to be told before it begins."""

    session = models.ForeignKey(PlannedSession, models.CASCADE, related_name="reminders")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_reminder_of_a_session")
        ]
        indexes = [models.Index(fields=["session"], condition=Q(told_at=None), name="reminders_owed")]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.session_id}"
