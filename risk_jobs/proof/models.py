"""Signs that the building reads what is written, and that what runs by itself runs."""

from django.db import models
from django.utils import timezone

from community.people.models import Person


class Canary(models.Model):
    """A text that the building says to itself in a room nobody can enter, to see whether it is noticed.

    `slot` numbers quarters of an hour since 1970: two clocks say one canary."""

    slot = models.BigIntegerField(unique=True)
    said_at = models.DateTimeField(default=timezone.now)
    flagged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-said_at"]
        verbose_name_plural = "canaries"
        indexes = [
            # Read every few seconds: which has nobody noticed yet?
            models.Index(
                fields=["said_at"], condition=models.Q(flagged_at=None), name="canaries_not_noticed"
            ),
        ]

    def __str__(self) -> str:
        return f"Canary of {self.said_at:%Y-%m-%d %H:%M}"


class Beat(models.Model):
    """When something that runs by itself last said that it does."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"


class Pause(models.Model):
    """Planned work on the building: until it ends, nobody is called because clock, worker or canary stand still."""

    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    why = models.CharField(max_length=200)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("starts_at")), name="a_pause_ends_after_it_starts"
            ),
        ]
        indexes = [
            # Read every ten seconds: when did, or does, the last one end?
            models.Index(fields=["-ends_at"], name="pauses_by_end"),
        ]

    def __str__(self) -> str:
        return f"Pause of {self.starts_at:%Y-%m-%d %H:%M}"
