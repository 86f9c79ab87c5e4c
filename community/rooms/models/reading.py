"""What a reader keeps of a thread: how far they are."""

from django.db import models
from django.utils import timezone

from community.people.models import Person
from community.rooms.models.threads import Thread


class ReadMarker(models.Model):
    """How far somebody has read a thread."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="read_markers")
    in_thread = models.ForeignKey(Thread, models.CASCADE, related_name="read_markers")
    number = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "in_thread"], name="one_marker_a_thread")]

    def __str__(self) -> str:
        return f"{self.person} read {self.number} of {self.in_thread}"
