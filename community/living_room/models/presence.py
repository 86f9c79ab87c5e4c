"""Who is there, and who was asked to leave for a while."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.living_room.models.places import LivingRoom
from community.people.models import Person
from community.people.roles import Role


class Presence(models.Model):
    """Somebody whose page was open at `seen_at`. Nothing has to run for them to be gone: it expires."""

    living_room = models.ForeignKey(LivingRoom, models.CASCADE, related_name="present")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=Role, help_text="As what they stand there.")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["living_room", "person"], name="somebody_is_there_once")
        ]
        indexes = [models.Index(fields=["living_room", "-seen_at"], name="who_is_there")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.living_room_id}"


class SentOutQuerySet(models.QuerySet["SentOut"]):
    def in_force(self, now: datetime | None = None) -> "SentOutQuerySet":
        return self.filter(until__gt=now or timezone.now(), ended_at=None)


class SentOut(models.Model):
    """A host asked somebody to leave until then. They may know why, and read on elsewhere."""

    living_room = models.ForeignKey(LivingRoom, models.PROTECT, related_name="sent_out")
    person = models.ForeignKey(Person, models.PROTECT, related_name="sent_out")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sentence = models.CharField(max_length=300, help_text="Why, for whom it concerns.")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = SentOutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("at")), name="sent_out_until_later"),
            models.CheckConstraint(condition=~Q(sentence=""), name="sent_out_and_told_why"),
            models.CheckConstraint(condition=~Q(person=models.F("by")), name="nobody_sends_themselves_out"),
        ]
        indexes = [models.Index(fields=["living_room", "person", "-until"], name="who_was_sent_out")]

    def __str__(self) -> str:
        return f"{self.person_id} out of {self.living_room_id}"
