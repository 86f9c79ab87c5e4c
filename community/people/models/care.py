"""Who looks after a member, when they said they would be away, and what became of them after treatment."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models.person import Person
from community.people.models.refs import REF_LENGTH, new_ref
from community.people.models.services import Service


class NamedClinicianQuerySet(models.QuerySet["NamedClinician"]):
    def in_force(self) -> "NamedClinicianQuerySet":
        return self.filter(ended_at=None)


class NamedClinician(models.Model):
    """This clinician of the service knows this member."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    member = models.ForeignKey(Person, models.CASCADE, related_name="known_by")
    clinician = models.ForeignKey(Person, models.PROTECT, related_name="knows")
    service = models.ForeignKey(Service, models.PROTECT, related_name="named_clinicians")
    since = models.DateField(default=timezone.localdate)
    named_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NamedClinicianQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "clinician", "service"], condition=models.Q(ended_at=None),
                name="a_clinician_is_named_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(member=models.F("clinician")), name="nobody_is_their_own_clinician"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.clinician} knows {self.member}"


class PlannedAbsenceQuerySet(models.QuerySet["PlannedAbsence"]):
    def standing(self) -> "PlannedAbsenceQuerySet":
        return self.filter(cancelled_at=None)

    def in_force(self, day: date | None = None) -> "PlannedAbsenceQuerySet":
        """Those that cover this day; without one, today."""
        day = day or timezone.localdate()
        return self.standing().filter(first_day__lte=day, last_day__gte=day)

    def between(self, first: date, last: date) -> "PlannedAbsenceQuerySet":
        """Those that touch this span, both ends included."""
        return self.standing().filter(first_day__lte=last, last_day__gte=first)


class PlannedAbsence(models.Model):
    """Days on which nobody should wonder that somebody is silent. Both ends are included."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "A holiday or a break"
        INPATIENT = "inpatient", "A stay in hospital"
        EXAM = "exam", "Exams or a busy time"

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="absences")
    kind = models.CharField(max_length=10, choices=Kind)
    first_day = models.DateField()
    last_day = models.DateField()
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = PlannedAbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="an_absence_ends_after_it_begins",
            ),
        ]
        indexes = [
            # Read when somebody's silence is judged: their absences that touch a span.
            models.Index(fields=["person", "last_day"], name="absences_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.first_day:%-d %b} to {self.last_day:%-d %b %Y}"

    def is_over(self) -> bool:
        return self.last_day < timezone.localdate()


class TrainingQuerySet(models.QuerySet["Training"]):
    def in_force(self, day: Any = None) -> "TrainingQuerySet":
        day = day or timezone.localdate()
        return self.filter(withdrawn_at=None, trained_on__lte=day, last_day__gte=day)


class Training(models.Model):
    """What a recovered helper was trained in, signed by a clinician, and until when it counts. Without one in
    force nobody stands in a room as a helper: see `policies.py`."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="trainings")
    service = models.ForeignKey(Service, models.PROTECT, related_name="trainings")
    what = models.CharField(max_length=120)
    trained_on = models.DateField()
    last_day = models.DateField()
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="trainings_signed")
    signed_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ["-trained_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gt=models.F("trained_on")), name="training_counts_for_a_while"
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("signed_by")), name="nobody_signs_their_own_training"
            ),
        ]
        indexes = [
            # Read with every door of a helper: is there one in force?
            models.Index(fields=["person", "last_day"], name="trainings_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.what}, {self.trained_on:%-d %b %Y}"


class Discharge(models.Model):
    """Treatment in a service ended on this day. The account stays: what is still open to it stands in its
    memberships."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="discharges")
    service = models.ForeignKey(Service, models.PROTECT, related_name="discharges")
    day = models.DateField(default=timezone.localdate)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.person} from {self.service}, {self.day:%-d %b %Y}"


class HelperBreakQuerySet(models.QuerySet["HelperBreak"]):
    def in_force(self, day: date | None = None) -> "HelperBreakQuerySet":
        day = day or timezone.localdate()
        return self.filter(models.Q(last_day=None) | models.Q(last_day__gte=day), ended_at=None)


class HelperBreak(models.Model):
    """A helper rests: they stand in their rooms as the member they are, until a day or until they say so."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="helper_breaks")
    since = models.DateTimeField(default=timezone.now)
    last_day = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HelperBreakQuerySet.as_manager()

    class Meta:
        indexes = [
            # Read with every door of a helper: do they rest?
            models.Index(fields=["person"], condition=models.Q(ended_at=None), name="helpers_who_rest"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} rests"
