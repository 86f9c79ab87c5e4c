"""Cases: what clinicians answer. A case is one member, one topic, a rolling day of hits."""

from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, Service, new_ref
from community.people.policies import services_where
from community.people.roles import Permission
from community.utterances.models import Utterance
from risk_jobs.desk.states import Outcome, State

# A watched search is a topic of its own, with its whole name: cut short, two of them would be one.
LONGEST_TOPIC = 80


class Source(models.TextChoices):
    RULE = "rule", "A rule"
    UNREAD = "unread", "A text the judge could not read"
    STAFF = "staff", "Somebody of the staff"
    REPORT = "report", "Somebody reported it"
    RETURN = "return", "Somebody came back"
    QUIET = "quiet", "Somebody has gone quiet"
    WATCH = "watch", "A watched search"
    SCORE = "score", "An answer in a questionnaire"


class Lane(models.TextChoices):
    """Historic cases come from a rule that was published after the words were said. They have no clock, alert
    nobody and stand in a list of their own."""

    NOW = "now", "Now"
    HISTORIC = "historic", "Historic"


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, person: Any) -> "CaseQuerySet":
        """Cases of the services in which this person works the desk. What others said about them to the team is
        not among them: it is answered without them."""
        letters = Flag.objects.filter(case=models.OuterRef("pk"), utterance__not_for=person.pk)
        found = self.filter(service_id__in=services_where(person, Permission.USE_DESK))
        asked_about = models.Q(person=person.pk, source__in=[Source.REPORT, Source.STAFF])
        return found.exclude(asked_about).exclude(models.Exists(letters))

    def open(self) -> "CaseQuerySet":
        return self.exclude(state=State.CLOSED)

    def now(self) -> "CaseQuerySet":
        """Without the historic ones: whatever counts, alerts or escalates starts from here."""
        return self.filter(lane=Lane.NOW)

    def historic(self) -> "CaseQuerySet":
        return self.filter(lane=Lane.HISTORIC)

    def most_urgent_first(self) -> "CaseQuerySet":
        return self.order_by("priority", "due_at", "id")


class Case(models.Model):
    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="cases")
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    topic = models.CharField(max_length=LONGEST_TOPIC)
    source = models.CharField(max_length=10, choices=Source, default=Source.RULE)
    lane = models.CharField(max_length=10, choices=Lane, default=Lane.NOW)
    # Attention priority, 1 (now) to 3 (routine): how soon a clinician should read. Never a score of a person.
    priority = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    opened_at = models.DateTimeField(default=timezone.now)
    last_hit_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, blank=True, help_text="Empty in the historic lane.")
    claimed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="cases_held")
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim_ends_at = models.DateTimeField(null=True, blank=True)
    # While it waits: until when, and for what.
    waits_until = models.DateTimeField(null=True, blank=True)
    waits_for = models.CharField(max_length=200, blank=True)
    handed_to = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="cases_handed")
    # When somebody first read it, and when the team first wrote or spoke to the member because of it.
    shown_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="cases_closed")
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    # Counts every change: two people who act on the same page state cannot overwrite one another.
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(priority__range=(1, 3)), name="case_priority_is_1_to_3"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.CLOSED)
                | (models.Q(closed_at__isnull=False, closed_by__isnull=False) & ~models.Q(outcome="")),
                name="closed_case_says_by_whom_when_and_how",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.CLAIMED)
                | models.Q(claimed_by__isnull=False, claimed_at__isnull=False, claim_ends_at__isnull=False),
                name="claimed_case_says_by_whom_and_until_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.WAITING)
                | (models.Q(claimed_by__isnull=False, waits_until__isnull=False) & ~models.Q(waits_for="")),
                name="waiting_case_says_who_until_when_and_for_what",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.HANDED) | models.Q(handed_to__isnull=False),
                name="handed_case_says_to_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(lane=Lane.HISTORIC, due_at__isnull=True)
                | models.Q(lane=Lane.NOW, due_at__isnull=False),
                name="a_case_has_a_clock_unless_it_is_historic",
            ),
        ]
        indexes = [
            # Read by the queue: open cases of a service, the most urgent first.
            models.Index(
                fields=["service", "priority", "due_at", "id"],
                condition=~models.Q(state=State.CLOSED),
                name="open_cases_by_urgency",
            ),
            # Read by the list of what was answered, the newest first.
            models.Index(
                fields=["service", "-closed_at", "-id"],
                condition=models.Q(state=State.CLOSED),
                name="closed_cases",
            ),
            # Read when a hit looks for the case it belongs to.
            models.Index(fields=["person", "topic", "-last_hit_at"], name="cases_of_a_member"),
        ]

    def __str__(self) -> str:
        return f"Case {self.ref}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("case", args=[self.ref])

    def claim_has_run_out(self) -> bool:
        return self.claim_ends_at is not None and self.claim_ends_at <= timezone.now()


class SameText(models.Model):
    """One wording, whoever used it: by its digest, so that several members who say the same are seen. Its row is
    what two who say it at the same moment wait for."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "digest"], name="a_wording_is_known_once")]

    def __str__(self) -> str:
        return f"Wording {self.pk}"


class Flag(models.Model):
    """One text that hit, under one topic, with every reason. The words are in `hits` as places in
    `utterance.text`, which never changes: an edit is another utterance."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="flags")
    utterance = models.ForeignKey(Utterance, models.PROTECT, related_name="flags")
    topic = models.CharField(max_length=LONGEST_TOPIC)
    priority = models.PositiveSmallIntegerField()
    hits = models.JSONField(default=list, help_text="The judge's `Hit`s, field by field.")
    rules_version = models.CharField(max_length=40, blank=True)
    raised_at = models.DateTimeField(default=timezone.now)
    wording = models.ForeignKey(SameText, models.PROTECT, null=True, blank=True, related_name="flags")

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            # A text judged twice (a retried job, a catch-up) raises once.
            models.UniqueConstraint(fields=["utterance", "topic"], name="a_text_is_flagged_once_a_topic"),
        ]

    def __str__(self) -> str:
        return f"Flag {self.pk}"


class RuleHit(models.Model):
    """That a rule stood behind a flag: what a rule's usefulness is counted from."""

    flag = models.ForeignKey(Flag, models.CASCADE, related_name="rules")
    rule = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    priority = models.PositiveSmallIntegerField()
    alone = models.BooleanField(help_text="No other rule flagged this text, under any topic.")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flag", "rule"], name="a_rule_hits_a_flag_once")]
        indexes = [
            # Read by a rule's page and by the list: hits of some rules, the newest weeks first.
            models.Index(fields=["rule", "-at"], name="hits_of_a_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} in flag {self.flag_id}"


class Work(models.TextChoices):
    """What the clock does with a case when a time has come."""

    ESCALATE = "escalate", "Call the next on the rota"
    RISE = "rise", "Raise what has waited past its time"
    END_CLAIM = "end_claim", "Give back a case whose claim has run out"
    WAKE = "wake", "Give back a case that has waited until its time"


class CaseTimer(models.Model):
    """By when the clock does something with a case; see `timing.py`. Changed only under the case's row lock.

    One that stands still (`running` is False) goes on from where it was: a case that is given back is as late as
    it is."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="timers")
    work = models.CharField(max_length=10, choices=Work)
    since = models.DateTimeField(help_text="From when the steps count.")
    step = models.PositiveIntegerField(default=1, help_text="Of those since then, the one that is next.")
    due_at = models.DateTimeField()
    running = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "work"], name="one_timer_a_case_and_work")]
        indexes = [
            # Read by the clock every few seconds: what is due?
            models.Index(fields=["due_at"], condition=models.Q(running=True), name="timers_that_run"),
        ]

    def __str__(self) -> str:
        return f"{self.work} of case {self.case_id}, step {self.step}"


class CaseEventQuerySet(models.QuerySet["CaseEvent"]):
    def written_last(self) -> "CaseEvent | None":
        """The newest change. Not the last line of the timeline: a text that was owed to the judge stands there at the
        moment it was said. Lines are written under the case's row lock, so their keys are in order."""
        return self.order_by("-pk").first()

    def nothing_since(self) -> "CaseEventQuerySet":
        """Those after which nothing else has happened to their case."""
        later = CaseEvent.objects.filter(case=models.OuterRef("case"), pk__gt=models.OuterRef("pk"))
        return self.exclude(models.Exists(later))


class CaseEvent(models.Model):
    """One line of a case's timeline, notes included. Never changed, never removed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="case_events")
    did = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    # The case as it stood, where this can be undone.
    before = models.JSONField(null=True, blank=True)

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.did} at {self.at:%Y-%m-%d %H:%M}"


class DeskKeys(models.Model):
    """Who has switched the desk's keys on. Without a row no single letter does anything (WCAG 2.1.4)."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="desk_keys")

    def __str__(self) -> str:
        return f"Keys of {self.person_id}"
