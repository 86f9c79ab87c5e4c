"""The trust, and the services it opens rooms for."""

from typing import Any

from django.db import models

from community.people.roles import Permission


class Trust(models.Model):
    """The one data controller of this installation. Another trust is another installation."""

    name = models.CharField(max_length=120)
    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="one_trust_per_installation")
        ]

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(models.QuerySet["Service"]):
    def where(self, person: Any, permission: Permission) -> "ServiceQuerySet":
        """The services in which this person holds a permission."""
        from community.people.policies import services_where

        return self.filter(pk__in=services_where(person, permission))

    def run_by(self, person: Any) -> "ServiceQuerySet":
        """The services whose settings and staff this person looks after: an administrator all of them."""
        from community.people.policies import may

        if may(person, Permission.ADMINISTER):
            return self.all()
        return self.where(person, Permission.MANAGE_SERVICE)


class Service(models.Model):
    """A clinical service of the trust: its own rooms, staff and crisis contacts."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    crisis_line = models.CharField(
        max_length=160, blank=True, help_text="The service's own line for urgent help, with its hours."
    )
    crisis_number = models.CharField(max_length=40, blank=True)

    objects = ServiceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
