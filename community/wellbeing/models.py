"""What is said in the quiet room: a handle of the week, words, a day. No row points to a person."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from nacl.utils import random

from community.people.models import REF_LENGTH, new_ref
from community.wellbeing.policies import may_be_here

KEPT = timedelta(days=28)


class WeekKey(models.Model):
    """Handles of a week are reckoned with it. It is thrown away with the week: afterwards nobody, the owner of the
    database neither, can say whose a handle was. While the week runs, whoever holds key and database can."""

    monday = models.DateField(unique=True)
    key = models.BinaryField(max_length=32, default=random)

    def __str__(self) -> str:
        return f"Week of {self.monday}"


class LineQuerySet(models.QuerySet["Line"]):
    def visible_to(self, person: Any) -> "LineQuerySet":
        return self.filter(taken_down=False) if may_be_here(person) else self.none()

    def past_their_days(self, today: date) -> "LineQuerySet":
        return self.filter(day__lt=today - KEPT)


class Line(models.Model):
    """`needs_help`: the judge read it as somebody in danger now. That is all it says, and nobody is named."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    handle = models.CharField(max_length=40)
    words = models.TextField(max_length=2_000)
    day = models.DateField(default=timezone.localdate)
    needs_help = models.BooleanField(default=False)
    taken_down = models.BooleanField(default=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Line {self.ref}"
