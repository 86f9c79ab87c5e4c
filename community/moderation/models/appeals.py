"""Asking somebody else of the team to look at a decision again."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.moderation.appeal_states import State
from community.moderation.models.decisions import Decision
from community.moderation.who import answered_by
from community.people.models import REF_LENGTH, Person, Service, new_ref


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, person: Any) -> "AppealQuerySet":
        """For the moderators of the service, never for who decided before nor for who appeals."""
        return self.filter(answered_by(person, but="against")).exclude(Q(against=person.pk) | Q(by=person.pk))

    def open(self) -> "AppealQuerySet":
        return self.filter(state=State.OPEN)


class Appeal(models.Model):
    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    service = models.ForeignKey(Service, models.PROTECT, related_name="appeals")
    by = models.ForeignKey(Person, models.PROTECT, related_name="appeals")
    # Who made the decision, repeated here so that the database can refuse that they judge it.
    against = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.TextField(max_length=2_000)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    sent_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sentence = models.CharField(max_length=300, blank=True, help_text="The outcome in words, for its author.")

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | (~Q(decided_by=models.F("against")) & ~Q(decided_by=models.F("by"))),
                name="somebody_else_decides_an_appeal",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["upheld", "overturned"])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(sentence="")),
                name="an_answered_appeal_says_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="an_appeal_that_ended_says_when",
            ),
        ]
        indexes = [
            # Read by the moderators' page: what is open in a service, the longest due first.
            models.Index(fields=["service", "due_at"], condition=Q(state="open"), name="appeals_open"),
        ]

    def __str__(self) -> str:
        return f"Appeal {self.ref}, {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    def is_late(self, now: datetime | None = None) -> bool:
        return self.is_open and self.due_at < (now or timezone.now())
