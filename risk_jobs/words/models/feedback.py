"""What the rules missed: texts that staff pointed at, and a daily sample of those that no rule flagged."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, Service, new_ref
from community.utterances.models import Utterance


class Missed(models.Model):
    """Somebody of the staff said: this should have been flagged."""

    utterance = models.OneToOneField(Utterance, models.PROTECT, related_name="missed")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    topic = models.CharField(max_length=40)
    priority = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=300, blank=True)
    by_audit = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(priority__range=(1, 3)), name="missed_text_has_priority_1_to_3"
            ),
        ]

    def __str__(self) -> str:
        return f"Missed {self.pk}"


class AuditText(models.Model):
    """One text of the random audit. Flagged texts are mixed in, so that whoever reads does not know which it is.
    `answer`: whether it should be read by a clinician."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    utterance = models.OneToOneField(Utterance, models.PROTECT, related_name="audited")
    day = models.DateField(help_text="The day on which it was said.")
    flagged = models.BooleanField()
    answer = models.BooleanField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["ref"]  # random, so that flagged ones stand anywhere
        constraints = [
            models.CheckConstraint(
                condition=Q(answer=None) | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="audit_answer_says_by_whom",
            ),
        ]
        indexes = [
            # Read by the audit page: what is still to be read of a service.
            models.Index(fields=["service"], condition=Q(answer=None), name="audit_texts_to_read"),
            models.Index(fields=["service", "day"], name="audit_texts_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"Audit text {self.ref}"
