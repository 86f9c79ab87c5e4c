"""What moderators have put on a thread, a room or a person for a while. Whether one is in force is asked of the clock
each time it is read: nothing has to run for it to end."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, Service, new_ref
from community.people.policies import services_where
from community.people.roles import Permission
from community.rooms.models.posts import Rule
from community.rooms.models.rooms import Room
from community.rooms.models.threads import Thread


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, person: Any) -> "MeasureQuerySet":
        """Those of the services in which one moderates; nobody sees their own here."""
        return self.filter(service__in=services_where(person, Permission.MODERATE)).exclude(person=person.pk)

    def in_force(self, now: datetime | None = None) -> "MeasureQuerySet":
        now = now or timezone.now()
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), lifted_at=None)


class Measure(models.Model):
    class Kind(models.TextChoices):
        PAUSE = "pause", "Read only"
        SLOW = "slow", "Slow mode"
        HOLD = "hold", "A moderator reads posts first"
        SILENCE = "silence", "May read, not write"
        SUSPEND = "suspend", "Account paused"

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    service = models.ForeignKey(Service, models.PROTECT, related_name="measures")
    # Exactly one of the three.
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="measures")
    thread = models.ForeignKey(Thread, models.PROTECT, null=True, related_name="measures")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="measures")
    minutes = models.PositiveSmallIntegerField(
        null=True, help_text="Of slow mode: between two posts of one person."
    )
    rule = models.CharField(max_length=12, choices=Rule, blank=True)
    sentence = models.CharField(max_length=300, help_text="Why, for whom it concerns.")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    began_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, help_text="Empty: until it is lifted.")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(room__isnull=False, thread=None, person=None)
                | Q(room=None, thread__isnull=False, person=None)
                | Q(room=None, thread=None, person__isnull=False),
                name="a_measure_is_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["pause", "slow"], person=None)
                | Q(kind__in=["silence", "suspend"], person__isnull=False)
                | Q(kind="hold"),
                name="a_measure_fits_what_it_is_on",
            ),
            models.CheckConstraint(
                condition=Q(kind="slow", minutes__isnull=False, minutes__gte=1)
                | (~Q(kind="slow") & Q(minutes=None)),
                name="slow_mode_says_how_slow",
            ),
            models.CheckConstraint(
                condition=Q(person=None) | Q(ends_at__isnull=False, ends_at__gt=models.F("began_at")),
                name="a_measure_on_a_person_has_an_end",
            ),
            models.CheckConstraint(condition=~Q(sentence=""), name="a_measure_says_why"),
            models.CheckConstraint(condition=~Q(person=models.F("by")), name="nobody_measures_themselves"),
            # Two moderators who press together put it on once.
            models.UniqueConstraint(
                fields=["kind", "thread"], condition=Q(lifted_at=None, ends_at=None), name="once_on_a_thread"
            ),
            models.UniqueConstraint(
                fields=["kind", "room"], condition=Q(lifted_at=None, ends_at=None), name="once_on_a_room"
            ),
        ]
        indexes = [
            # Read with every thread page and every post: what is on this room, this thread, this person.
            models.Index(fields=["room"], condition=Q(lifted_at=None), name="measures_on_a_room"),
            models.Index(fields=["thread"], condition=Q(lifted_at=None), name="measures_on_a_thread"),
            models.Index(fields=["person"], condition=Q(lifted_at=None), name="measures_on_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"

    def is_in_force(self, now: datetime | None = None) -> bool:
        return self.lifted_at is None and (self.ends_at is None or self.ends_at > (now or timezone.now()))
