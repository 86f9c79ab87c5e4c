"""Saved searches that watch, what they have found, and the texts they still have to look at."""

from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models import REF_LENGTH, Appointment, Person, new_ref
from community.people.policies import services_where
from community.people.roles import Permission, roles_with
from community.utterances.models import Utterance
from risk_jobs.desk.models import LONGEST_TOPIC
from search.models import SavedSearch


class WatchQuerySet(models.QuerySet["Watch"]):
    def running(self) -> "WatchQuerySet":
        return self.filter(stopped_at=None)

    def without_a_keeper(self) -> "WatchQuerySet":
        """Running, though whoever answers for it works the desk of its service no more."""
        return self.running().saying_who_keeps().filter(has_keeper=False)  # type: ignore[misc]

    def saying_who_keeps(self) -> "WatchQuerySet":
        works_there = Appointment.objects.in_force().filter(
            person=models.OuterRef("started_by"), service=models.OuterRef("saved__service"),
            role__in=roles_with(Permission.SEARCH_EVERYTHING_SAID), person__is_active=True,
        )  # fmt: skip
        return self.annotate(has_keeper=models.Exists(works_there))

    def stopped_by_themselves(self) -> "WatchQuerySet":
        """And nobody has looked at it since: neither started again nor removed."""
        newer = Watch.objects.filter(saved=models.OuterRef("saved"), pk__gt=models.OuterRef("pk"))
        return self.exclude(why_stopped="").exclude(models.Exists(newer))

    def visible_to(self, person: Any) -> "WatchQuerySet":
        services = services_where(person, Permission.SEARCH_EVERYTHING_SAID)
        return self.filter(saved__service__in=services)


class Watch(models.Model):
    """A saved search that puts what it finds into the queue, from `started_at` on."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    saved = models.ForeignKey(SavedSearch, models.CASCADE, related_name="watches")
    # Never 1: only a rule, which a second person publishes, calls somebody at once.
    priority = models.PositiveSmallIntegerField()
    topic = models.CharField(
        max_length=LONGEST_TOPIC, help_text="Of its cases; the name of the search when it began."
    )
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    stopped_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    why_stopped = models.CharField(max_length=120, blank=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["saved"],
                condition=models.Q(stopped_at=None),
                name="a_search_is_watched_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(priority__range=(2, 3)), name="a_watch_calls_nobody_at_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Watch {self.ref}"


class WatchHit(models.Model):
    """That a watch found a text: once, however often it looks."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="hits")
    utterance = models.ForeignKey(Utterance, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["watch", "utterance"], name="a_watch_finds_a_text_once")
        ]
        indexes = [
            # Read at each hit: how many were there in a day?
            models.Index(fields=["watch", "-at"], name="hits_of_a_watch"),
        ]

    def __str__(self) -> str:
        return f"Hit of watch {self.watch_id}"


class ToLookAt(models.Model):
    """A text that came into the index and that the watches have not looked at yet. Written in the transaction that
    marks the text as indexed; gone when they have."""

    utterance = models.OneToOneField(Utterance, models.CASCADE, related_name="+")
    owed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Text {self.utterance_id} for the watches"
