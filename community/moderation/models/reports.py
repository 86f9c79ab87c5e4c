"""Something that was reported, and each person's report of it."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.moderation.report_states import State
from community.moderation.who import answered_by
from community.people.models import REF_LENGTH, Person, Service, new_ref
from community.rooms.models import Room
from community.utterances.models import Kind, Utterance


class Reason(models.TextChoices):
    WORRIED = "worried", "I am worried about this person"
    UNKIND = "unkind", "It is unkind, or it bullies somebody"
    METHODS = "methods", "It tells ways to harm oneself"
    NUMBERS = "numbers", "It has weights, calories or other numbers in it"
    NAMES = "names", "It gives away who somebody is"
    SPAM = "spam", "It advertises something"
    OTHER = "other", "Something else"


class ReportedQuerySet(models.QuerySet["Reported"]):
    def visible_to(self, person: Any) -> "ReportedQuerySet":
        """For the moderators of the service, never for whom it is about; where there is no other moderator, for who
        runs the service. Lists, counts and pages all start here."""
        return self.filter(answered_by(person, but="about")).exclude(about=person.pk)

    def open(self) -> "ReportedQuerySet":
        return self.filter(state=State.OPEN)


class Reported(models.Model):
    """One thing that was reported, by however many people, until it has been dealt with."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="reported")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="reported")
    # What it is, and its row in the app that keeps it: as an utterance names it.
    kind = models.CharField(max_length=12, choices=Kind)
    source_id = models.BigIntegerField()
    about = models.ForeignKey(Person, models.PROTECT, related_name="reported")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    # 2: to be read today; 3: routine. As at the desk.
    priority = models.PositiveSmallIntegerField(default=3)
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # Counts every change: who decides has seen all that was said until then.
    version = models.PositiveIntegerField(default=1)

    objects = ReportedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "reported"
        ordering = ["priority", "due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source_id"], condition=Q(state="open"), name="reports_of_a_thing_are_one"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None)
                | (~Q(state="open") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="a_decided_report_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("about")),
                name="nobody_decides_what_is_said_of_them",
            ),
            models.CheckConstraint(condition=Q(priority__range=(2, 3)), name="reported_priority_is_2_or_3"),
        ]
        indexes = [
            # Read by the moderators' page: what is open in a service, the most urgent first.
            models.Index(
                fields=["service", "priority", "due_at"], condition=Q(state="open"), name="reported_and_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} reported, {self.ref}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("reported", args=[self.ref])

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    def is_late(self, now: datetime | None = None) -> bool:
        return self.is_open and self.due_at < (now or timezone.now())


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, person: Any) -> "ReportQuerySet":
        """One's own. The team reads them with what they are about."""
        return self.filter(by=person.pk)


class Report(models.Model):
    """What one person said about it. Whom it is about never learns who."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    reported = models.ForeignKey(Reported, models.PROTECT, related_name="reports")
    by = models.ForeignKey(Person, models.PROTECT, related_name="reports")
    reason = models.CharField(max_length=10, choices=Reason)
    words = models.TextField(blank=True, max_length=2_000)
    # What it said when it was reported: an edit is another utterance, a removal takes nothing away.
    snapshot = models.ForeignKey(Utterance, models.PROTECT, related_name="reports")
    at = models.DateTimeField(default=timezone.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reported", "by"], name="one_report_a_person"),
            models.CheckConstraint(
                condition=~Q(reason="other") | ~Q(words=""), name="another_reason_is_said_in_words"
            ),
        ]
        indexes = [models.Index(fields=["by", "-at"], name="reports_of_a_person")]

    def __str__(self) -> str:
        return f"{self.reason}, {self.ref}"
