"""Why somebody should be seen by a clinician, where no rule found it: a person says so, or an answer of their own."""

from django.db import models
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, Service, new_ref
from community.utterances.models import Utterance


class Kind(models.TextChoices):
    STAFF = "staff", "Somebody who looks after others"
    SCORE = "score", "An answer in a questionnaire"


class Concern(models.Model):
    """`words` are of whoever asks, for the desk alone: whom it is about never reads them. `item` is one question and the
    answer to it, as it was shown; never a sum of several."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=6, choices=Kind)
    about = models.ForeignKey(Person, models.PROTECT, related_name="concerns")
    service = models.ForeignKey(Service, models.PROTECT, related_name="concerns")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="concerns_raised")
    utterance = models.ForeignKey(Utterance, models.PROTECT, null=True, related_name="concerns")
    topic = models.CharField(max_length=40)
    priority = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)
    item = models.JSONField(null=True)
    # Names one answer of one questionnaire: handed over twice, it is one concern.
    answer = models.CharField(max_length=80, null=True, unique=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(priority__range=(1, 2)), name="a_concern_is_not_routine"),
            models.CheckConstraint(
                condition=models.Q(kind="staff", by__isnull=False, item=None, answer=None)
                | models.Q(kind="score", by=None, item__isnull=False, answer__isnull=False),
                name="a_concern_says_by_whom_or_by_which_answer",
            ),
            models.CheckConstraint(
                condition=models.Q(by=None) | ~models.Q(by=models.F("about")), name="nobody_is_concerned_about_themselves"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Concern {self.ref}"

    def in_words(self) -> str:
        """For the timeline of a case."""
        if self.item is not None:
            one = self.item
            return f"{one['instrument']} ({one['version']}), item {one['number']} “{one['question']}”: {one['answer']}"
        assert self.by is not None, "whoever looks after others has a name"
        return f"{self.by.handle} asks a clinician to look{f': {self.words}' if self.words else ''}"
