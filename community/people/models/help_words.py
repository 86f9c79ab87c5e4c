"""The words beside the crisis contacts, which stand in the help message to somebody who wrote that they are not safe:
nobody puts them there alone."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.people.models.person import Person
from community.people.models.refs import REF_LENGTH, new_ref
from community.people.models.services import Service


class HelpWording(models.Model):
    """A proposal, never changed once written. What is in use stands in `Service.help_words`."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for somebody else"
        APPROVED = "approved", "Approved"
        DROPPED = "dropped", "Not used"

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="help_wordings")
    words = models.TextField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service"], condition=Q(state="waiting"), name="one_wording_waits_for_a_service"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_by__isnull=False) & ~Q(decided_by=F("written_by")),
                name="a_wording_is_approved_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"Wording {self.ref}"
