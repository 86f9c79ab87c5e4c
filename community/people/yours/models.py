"""Somebody who left, and a copy of their data that somebody asked for."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, new_ref

COPY_LASTS = timedelta(days=1)


class Departure(models.Model):
    """Left -> perhaps asked to be erased -> erased. The row stays: it says that nothing else is missing by mistake."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="departure")
    left_at = models.DateTimeField(default=timezone.now)
    texts_hidden = models.BooleanField(default=False)
    erasure_asked_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(erased_at=None) | models.Q(erasure_asked_at__isnull=False),
                name="nobody_is_erased_unasked",
            ),
            models.CheckConstraint(
                condition=models.Q(erasure_asked_at=None) | models.Q(texts_hidden=True),
                name="what_is_erased_is_hidden_first",
            ),
        ]

    def __str__(self) -> str:
        return f"Departure of {self.person_id}"


class DataCopyQuerySet(models.QuerySet["DataCopy"]):
    def visible_to(self, person: Person) -> "DataCopyQuerySet":
        """One's own, while they last."""
        return self.filter(person=person, asked_at__gt=timezone.now() - COPY_LASTS)


class DataCopy(models.Model):
    """The file is kept encrypted, under a key of the vault, for a day: it holds somebody's real name."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="data_copies")
    asked_at = models.DateTimeField(default=timezone.now)
    done = models.PositiveIntegerField(default=0, help_text="Rows written so far.")
    ready_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BinaryField(default=bytes)

    objects = DataCopyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "data copies"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ready_at=None), name="one_copy_is_made_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"Copy {self.ref}"
