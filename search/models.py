"""What is kept of searches: what was asked a moment ago."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, new_ref

# Long enough to come back to over a shift.
KEPT = timedelta(days=1)


class AskedOn(models.TextChoices):
    ROOMS = "rooms", "Members' search"
    DESK = "desk", "Search at the desk"
    RULES = "rules", "The list of rules"


class AskedQuerySet(models.QuerySet["Asked"]):
    def of(self, person: Person, page: AskedOn, *, now: datetime | None = None) -> "AskedQuerySet":
        """Nobody ever sees what another asked, whoever they are."""
        since = (now or timezone.now()) - KEPT
        return self.filter(person=person, page=page, asked_at__gte=since)


class Asked(models.Model):
    """One search, as its form was filled in. The page of its results is named by `ref`, so that no word of it
    stands in an address: addresses are kept by browsers, proxies and access logs."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="searches")
    page = models.CharField(max_length=10, choices=AskedOn)
    questions = models.JSONField(help_text="Field of the form -> what was filled in.")
    asked_at = models.DateTimeField(default=timezone.now)

    objects = AskedQuerySet.as_manager()

    class Meta:
        indexes = [
            # Read when somebody asks again: only their newest are kept.
            models.Index(fields=["person", "-asked_at"], name="searches_of_a_person"),
            # Read each hour: which are of yesterday?
            models.Index(fields=["asked_at"], name="searches_by_age"),
        ]

    def __str__(self) -> str:
        return f"Search {self.ref}"
