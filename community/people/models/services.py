"""The trust, and the services it opens rooms for. What a service sets for itself: `service_settings.py`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.models import ClusterableModel

from cms import brands
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

    def of_people(self) -> "ServiceQuerySet":
        """Without what the building keeps for itself."""
        return self.filter(is_internal=False)

    def run_by(self, person: Any) -> "ServiceQuerySet":
        """The services whose settings and staff this person looks after: an administrator all of them."""
        from community.people.policies import may

        if may(person, Permission.ADMINISTER):
            return self.of_people()
        return self.where(person, Permission.MANAGE_SERVICE)

    def worded_by(self, person: Any) -> "ServiceQuerySet":
        """The services whose help message this person may word, and approve what another wrote."""
        from community.people.policies import may

        if may(person, Permission.ADMINISTER):
            return self.of_people()
        mine = self.where(person, Permission.MANAGE_SERVICE) | self.where(person, Permission.WRITE_RULES)
        return mine.distinct()


def check_brand(name: str) -> None:
    if name not in brands.names():
        known = ", ".join(sorted(brands.names())) or "none yet"
        raise ValidationError(f"There is no such brand here. Those there are: {known}.")


class Service(ClusterableModel):
    """A clinical service of the trust: its own rooms, staff and settings."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    help_words = models.TextField(
        "words beside the crisis contacts", max_length=500, blank=True, editable=False,
        help_text="Those approved last: services/wording.py.",
    )  # fmt: skip
    brand = models.CharField(
        max_length=40, blank=True, validators=[check_brand],
        help_text="The folder of the service’s look under themes/, for its rooms. Empty: the look of the house.",
    )  # fmt: skip
    claim_holds_min = models.PositiveSmallIntegerField(
        "minutes a claim holds", default=30, validators=[MinValueValidator(5), MaxValueValidator(480)],
        help_text="After so long without an outcome somebody else may claim the case.",
    )  # fmt: skip

    keeps_expired = models.BooleanField(
        "keep pages past their review", default=False,
        help_text="On the day of its review a page leaves the library. With this it stays in the rooms of this service, and "
        "says that it is being checked.",
    )  # fmt: skip

    # The building's own, as that in which it speaks to itself: nobody works there, is keyed for it or changes it.
    is_internal = models.BooleanField(default=False, editable=False)

    objects = ServiceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def brand_css(self) -> str:
        """The address of its style sheet; empty where it has none, or its folder is gone."""
        return brands.css_of(self.brand)
