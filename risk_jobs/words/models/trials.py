"""What a version of a rule would find, or has found, in what was already said."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, new_ref
from community.utterances.models import Utterance
from risk_jobs.words.models.rules import RuleVersion


class ShadowHit(models.Model):
    """A rule in shadow hit this text: counted, and nobody was told."""

    version = models.ForeignKey(RuleVersion, models.CASCADE, related_name="shadow_hits")
    utterance = models.ForeignKey(Utterance, models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "utterance"], name="a_text_is_counted_once_in_shadow"),
        ]

    def __str__(self) -> str:
        return f"Shadow hit {self.pk}"


class TrialKind(models.TextChoices):
    BACK_TEST = "back_test", "Back-test"
    LOOK_BACK = "look_back", "Look back"


class TrialQuerySet(models.QuerySet["Trial"]):
    def owed(self) -> "TrialQuerySet":
        return self.filter(finished_at=None)


class Trial(models.Model):
    """One reading of the past: a back-test of a draft, which raises nothing, or a look back by a rule that was
    published, whose hits go to the historic lane. The row is the debt; a job only pays it, a day at a time."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=10, choices=TrialKind)
    version = models.ForeignKey(RuleVersion, models.CASCADE, related_name="trials")
    text = models.TextField(help_text="The rule as it was tried: a draft may change afterwards.")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    since = models.DateTimeField()
    until = models.DateTimeField()
    # It reads backwards: everything from here to `until` has been read.
    read_from = models.DateTimeField()
    texts = models.PositiveIntegerField(default=0, help_text="Texts said in the days that were read.")
    judged = models.PositiveIntegerField(
        default=0, help_text="Of them, those that search could not rule out."
    )
    hits = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0, help_text="Hits that no live rule had flagged.")
    in_full = models.CharField(max_length=200, blank=True, help_text="Why every text was read.")
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind"], condition=Q(finished_at=None), name="one_reading_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(read_from__gte=models.F("since")) & Q(read_from__lte=models.F("until")),
                name="a_reading_stays_within_its_days",
            ),
        ]
        indexes = [
            # Read by the clock every few seconds.
            models.Index(fields=["asked_at"], condition=Q(finished_at=None), name="readings_owed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"

    @property
    def days(self) -> int:
        return max(1, round((self.until - self.since).total_seconds() / 86_400))

    @property
    def days_read(self) -> int:
        return round((self.until - self.read_from).total_seconds() / 86_400)

    @property
    def percent(self) -> int:
        return 100 if self.finished_at else min(99, 100 * self.days_read // self.days)


class TrialHit(models.Model):
    """A text that the rule hit in a trial. `hits`: the judge's reasons, field by field. `known`: some live rule
    had flagged the text. `useful`: what a clinician who read it said."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="found")
    utterance = models.ForeignKey(Utterance, models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField()
    hits = models.JSONField(default=list)
    known = models.BooleanField(default=False)
    draw = models.FloatField(help_text="Random: the texts with the lowest are the sample.")
    useful = models.BooleanField(null=True, blank=True)
    judged_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["draw"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "utterance"], name="a_text_is_found_once_in_a_trial"),
            models.CheckConstraint(
                condition=Q(useful=None) | Q(judged_by__isnull=False, judged_at__isnull=False),
                name="judged_sample_says_by_whom",
            ),
        ]
        indexes = [
            # Read by the trial's page: its sample.
            models.Index(fields=["trial", "draw"], name="sample_of_a_trial"),
        ]

    def __str__(self) -> str:
        return f"Trial hit {self.pk}"
