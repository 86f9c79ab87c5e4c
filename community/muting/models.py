"""Whom somebody does not want to read. The other person never learns of it; neither does anybody else."""

from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models import Person


class MuteQuerySet(models.QuerySet["Mute"]):
    def visible_to(self, person: Any) -> "MuteQuerySet":
        """One's own."""
        return self.filter(person=person.pk)

    def in_force(self) -> "MuteQuerySet":
        """Staff are always read, also those who were members when they were muted; and staff read everybody."""
        return self.filter(other__works_here=False, person__works_here=False)


class Mute(models.Model):
    """`person` does not see what `other` writes. With `blocks` nothing that `other` does reaches them either."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="mutes")
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
    blocks = models.BooleanField(default=False)
    since = models.DateTimeField(default=timezone.now)

    objects = MuteQuerySet.as_manager()

    class Meta:
        constraints = [
            # Also the index that every page of a thread reads.
            models.UniqueConstraint(fields=["person", "other"], name="muted_once"),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("other")), name="nobody_mutes_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {'blocks' if self.blocks else 'mutes'} {self.other_id}"
