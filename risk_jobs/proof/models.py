"""Signs that the building reads what is written, and that what runs by itself runs."""

from django.db import models
from django.utils import timezone


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
