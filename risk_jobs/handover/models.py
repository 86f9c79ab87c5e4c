"""What one shift tells the next: each open case as it stood, some words, and two signatures."""

from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, Service, new_ref
from community.people.policies import services_where
from community.people.roles import Permission
from risk_jobs.desk.models import Case
from risk_jobs.desk.states import State as CaseState
from risk_jobs.handover.states import State


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, person: Any) -> "HandoverQuerySet":
        return self.filter(service__in=services_where(person, Permission.USE_DESK))

    def unsigned(self) -> "HandoverQuerySet":
        return self.filter(state=State.WRITTEN)


class Handover(models.Model):
    """Never changed but for the second signature: what was said at a change of shift may matter later."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="handovers")
    state = models.CharField(max_length=8, choices=State, default=State.WRITTEN)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    words = models.TextField(blank=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="written", signed_by=None, signed_at=None)
                | models.Q(state="signed", signed_by__isnull=False, signed_at__isnull=False),
                name="a_signed_handover_says_by_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by=None) | ~models.Q(signed_by=models.F("written_by")),
                name="a_handover_is_signed_by_two",
            ),
        ]
        indexes = [
            # Read by the desk: what has not been signed yet, and the last ones of a service.
            models.Index(fields=["service", "-written_at"], name="handovers_of_a_service"),
        ]

    def __str__(self) -> str:
        return f"Hand-over {self.ref}"


class Line(models.Model):
    """One case as it stood when the note was written."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="lines")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=CaseState)
    due_at = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=40, blank=True)
    last_note = models.TextField(blank=True)

    class Meta:
        ordering = ["priority", "due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "case"], name="a_case_stands_once_in_a_handover")
        ]

    def __str__(self) -> str:
        return f"Line {self.pk}"
