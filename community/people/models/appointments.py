"""Staff: who works in which service, as what."""

from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models.person import Person
from community.people.models.refs import REF_LENGTH, new_ref
from community.people.models.services import Service
from community.people.roles import STAFF_ROLES, Role


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self) -> "AppointmentQuerySet":
        return self.filter(ended_at=None)

    def visible_to(self, person: Any) -> "AppointmentQuerySet":
        """Those of the services that this person runs."""
        return self.filter(service__in=Service.objects.run_by(person))


class Appointment(models.Model):
    """A member of staff works in a service, in a role. It opens every room of that service to those
    whose role says so, without adding them one by one."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="appointments")
    service = models.ForeignKey(Service, models.CASCADE, related_name="appointments")
    role = models.CharField(
        max_length=20, choices=[(role.value, role.label) for role in Role if role in STAFF_ROLES]
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    appointed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="appointments_made",
        help_text="Empty: by the installation itself.",
    )  # fmt: skip
    ended_why = models.CharField(max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "service", "role"], condition=models.Q(ended_at=None), name="appointed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.get_role_display()} of {self.service}"
