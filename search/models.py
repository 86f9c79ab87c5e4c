"""What is kept of searches: what was asked a moment ago, and what a team asks again and again."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, Service, new_ref
from community.people.policies import services_where
from community.people.roles import Permission
from community.people.vault import keyring

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
    stands in an address: addresses are kept by browsers, proxies and access logs. Its words are sealed under the
    vault's key: people look for one another by the names that stand nowhere else."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="searches")
    page = models.CharField(max_length=10, choices=AskedOn)
    sealed = models.BinaryField(
        help_text="Field of the form -> what was filled in: JSON, sealed to this row."
    )
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

    @property
    def questions(self) -> dict[str, str]:
        """Nothing where its key is gone: it would have been forgotten within the day."""
        try:
            found: dict[str, str] = json.loads(keyring.unseal_file(bytes(self.sealed), row=self.ref))
        except keyring.CannotBeOpened:
            return {}
        return found

    @questions.setter
    def questions(self, given: Mapping[str, str]) -> None:
        self.sealed = keyring.seal_file(json.dumps(dict(given)).encode(), row=self.ref)


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, person: Any) -> "SavedSearchQuerySet":
        return self.filter(service__in=services_where(person, Permission.SEARCH_EVERYTHING_SAID))


class SavedSearch(models.Model):
    """A search that the team of a service keeps under a name. It finds what is said in that service, and no more,
    whoever uses it. It has no reason: whoever asks it again says theirs."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=60)
    service = models.ForeignKey(Service, models.PROTECT, related_name="saved_searches")
    questions = models.JSONField(help_text="Field of the form -> what was filled in.")
    author = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="+",
        help_text="Whose texts it finds; empty: anybody’s. A row and no name: who takes the name later is not meant.",
    )  # fmt: skip
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="saved_searches")
    made_at = models.DateTimeField(default=timezone.now)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["service", "name"], name="a_saved_search_has_a_name_of_its_own")
        ]

    def __str__(self) -> str:
        return f"Saved search {self.ref}"

    def asks(self) -> dict[str, str]:
        """Field of the form -> answer, with the name that its author has today."""
        return self.questions | ({"author": self.author.handle} if self.author else {})


class Rebuild(models.Model):
    """The index made anew: how far it is, so that whoever is killed is gone on from. The newest is shown to staff."""

    index = models.CharField(max_length=120, unique=True)
    mapping = models.PositiveIntegerField()
    views = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(help_text="When it last showed that it lives.")
    up_to = models.BigIntegerField(help_text="Primary key of the newest text when it began.")
    of = models.PositiveIntegerField(help_text="How many texts there were then.")
    reached = models.BigIntegerField(default=0, help_text="Primary key of the last text that was written.")
    texts = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    # True while it goes on, empty afterwards: there is one at a time.
    underway = models.BooleanField(null=True, default=True, unique=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"Rebuild of {self.index}"

    @property
    def percent(self) -> int:
        return min(100, 100 * self.texts // self.of) if self.of else 100
