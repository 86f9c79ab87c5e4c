"""What was read, revealed and decided."""

from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """One clinical read, reveal or decision. Text, not foreign keys: it outlives what it describes,
    and holds ids, never what a member wrote. No screen edits it."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    who = models.CharField(max_length=60)
    did = models.CharField(max_length=60)
    what = models.CharField(max_length=120)
    why = models.CharField(max_length=200, blank=True)
    where = models.CharField(max_length=60, blank=True, help_text="The service, by its slug.")

    class Meta:
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who} {self.did} {self.what}"
