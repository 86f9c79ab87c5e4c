"""Rules and the word lists they share: every version as it was written, and which of them are live."""

import secrets
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, Service, new_ref
from community.people.policies import services_where
from community.people.roles import Permission
from risk_jobs.words.states import State


class Kind(models.TextChoices):
    """A rule, or one of the lists that all rules share. A list is named by the file it comes from."""

    RULE = "rule", "Rule"
    CONCEPTS = "concepts", "Concepts"
    FRAMES = "frames", "Frames for “unless”"
    EMOJI = "emoji", "Emoji"
    SPELLING = "spelling", "Slang and short forms"
    CONTEXT = "context", "Context words"
    POINTS = "points", "Points of small cues"


LISTS = tuple(kind for kind in Kind if kind is not Kind.RULE)


def new_token() -> str:
    return secrets.token_hex(4)


class RuleSet(models.Model):
    """The one row that says which set of live rules counts. Whoever changes what is live gives it a new token
    in the same transaction; every process reads it, and compiles anew when it is another."""

    only = models.BooleanField(default=True, unique=True)
    number = models.PositiveIntegerField(default=1)
    token = models.CharField(max_length=8, default=new_token)
    changed_at = models.DateTimeField(default=timezone.now)
    pack_version = models.CharField(max_length=40, help_text="The starter pack that was last read in.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="there_is_one_set_of_rules")]

    def __str__(self) -> str:
        return self.stamp

    @property
    def stamp(self) -> str:
        return f"live-{self.number}-{self.token}"


class RuleQuerySet(models.QuerySet["Rule"]):
    def visible_to(self, person: Any) -> "RuleQuerySet":
        """Of the whole trust and of the services whose desk this person works, for those who work any."""
        services = services_where(person, Permission.USE_DESK)
        if not services:
            return self.none()
        return self.filter(Q(service=None) | Q(service__in=services))


class Rule(models.Model):
    """One rule through all its versions. What stands in the columns is copied from its newest live text (of a
    rule that was never live: from its newest draft), so that a list can be filtered."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    name_id = models.CharField(max_length=60, unique=True, help_text="Its stable id, as in self_harm.act.")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.RULE)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="rules", help_text="Empty: whole trust."
    )
    name = models.CharField(max_length=120)
    topic = models.CharField(max_length=40, blank=True)
    priority = models.PositiveSmallIntegerField(null=True, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    review = models.DateField(null=True, blank=True)
    from_pack = models.TextField(blank=True, help_text="Its text in the starter pack, as last read in.")

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "topic", "name_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=~Q(kind=Kind.RULE), name="one_list_of_each_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.RULE) | Q(service=None), name="lists_are_the_whole_trusts"
            ),
        ]

    def __str__(self) -> str:
        return self.name_id

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("rule", args=[self.ref])

    @property
    def is_list(self) -> bool:
        return self.kind != Kind.RULE


class RuleVersion(models.Model):
    """One version. `text` is the whole of it: the form builder reads and writes this text. Who made it: nobody
    for what came with the starter pack."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    why = models.CharField(max_length=300, blank=True, help_text="What changed, in the author's words.")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="rules_written"
    )
    editors = models.ManyToManyField(Person, blank=True, related_name="rules_edited")
    edited_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # Counts the changes of a draft: nobody publishes or overwrites a text other than the one they were shown.
    edits = models.PositiveIntegerField(default=0)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="a_version_has_its_own_number"),
            models.UniqueConstraint(
                fields=["rule"], condition=Q(state=State.LIVE), name="one_version_of_a_rule_is_live"
            ),
            models.UniqueConstraint(
                fields=["rule"], condition=Q(state=State.SHADOW), name="one_version_of_a_rule_is_in_shadow"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.LIVE) | Q(published_at__isnull=False),
                name="live_version_says_since_when",
            ),
            models.CheckConstraint(
                condition=~Q(published_by=F("created_by")) & ~Q(published_by=F("edited_by")),
                name="published_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=False) | Q(published_at=None) | Q(created_by=None),
                name="what_somebody_wrote_somebody_published",
            ),
        ]
        indexes = [
            # Read by every process when the set of live rules changed.
            models.Index(
                fields=["state"], condition=Q(state__in=[State.LIVE, State.SHADOW]), name="versions_judged_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} version {self.number}"

    def hands(self) -> set[int]:
        """Ids of all who wrote in it."""
        named = {self.created_by_id, self.edited_by_id, *self.editors.values_list("pk", flat=True)}
        return {pk for pk in named if pk is not None}

    @property
    def asked_to_retire(self) -> "RuleEvent | None":
        """Who asked to take this live version out of use, while nobody has answered."""
        asked = self.events.filter(did__in=[RuleEvent.ASKED_TO_RETIRE, RuleEvent.KEPT]).last()
        return asked if asked and asked.did == RuleEvent.ASKED_TO_RETIRE else None

    @property
    def is_open(self) -> bool:
        return self.state in (State.DRAFT, State.SHADOW)


class RuleEvent(models.Model):
    """One line of a rule's history: who did what to which version, and why. Never changed, never removed."""

    ASKED_TO_RETIRE, KEPT = "asked to retire", "kept live"

    version = models.ForeignKey(RuleVersion, models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    did = models.CharField(max_length=20)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.did} at {self.at:%Y-%m-%d %H:%M}"
