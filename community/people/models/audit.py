"""What was read, revealed and decided."""

from typing import Any

from django.db import models
from django.utils import timezone

from community.people.chain.signing import signature_of
from community.people.models.refs import REF_LENGTH, new_ref


class AuditEntry(models.Model):
    """One clinical read, reveal or decision. Text, not foreign keys: it outlives what it describes,
    and holds ids, never what a member wrote. Nothing edits it, and the database refuses to.

    `signature` shows that the application wrote it; `community.people.chain` then holds it in its place."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    who = models.CharField(max_length=60)
    did = models.CharField(max_length=60)
    what = models.CharField(max_length=120)
    why = models.CharField(max_length=200, blank=True)
    where = models.CharField(max_length=60, blank=True, help_text="The service, by its slug.")
    signature = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who} {self.did} {self.what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.signature = signature_of(self)
        super().save(*args, **kwargs | {"force_insert": True})
