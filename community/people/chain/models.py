from django.db import models
from django.utils import timezone


class Seal(models.Model):
    """One entry's place in the chain. A table of its own: nothing is ever changed in an entry, not even to seal it.

    `entry_id` is no foreign key: that an entry is gone must be told by the chain, not hidden by a cascade."""

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    mac = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Seal {self.position}"
