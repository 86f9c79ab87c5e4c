"""What a moderator did about somebody's words, or about how they may write: told to them, in force at once, undone for
ten seconds, and open to an appeal."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, Service, new_ref
from community.people.roles import Role
from community.rooms.models import Measure, Post, Room, Rule, Story, Thread

UNDO_FOR = timedelta(seconds=10)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, person: Any) -> "DecisionQuerySet":
        """Those about oneself that stand, or stood until an appeal; what was undone at once never happened."""
        return self.filter(about=person.pk, undone_at=None).exclude(by=person.pk)

    def done_by(self, person: Any) -> "DecisionQuerySet":
        """One's own doing, to see what it did and to undo it."""
        return self.filter(by=person.pk)


class Decision(models.Model):
    class Kind(models.TextChoices):
        HIDE = "hide", "Your post was removed"
        RETURN = "return", "Your post stands again"
        ASK_NOTE = "ask_note", "You are asked for a content note"
        MOVE = "move", "Your thread is in another room"
        SPLIT = "split", "Your post begins a thread of its own"
        MEASURE = "measure", "Something is different for you for a while"
        LIFT = "lift", "It is as it was before"
        ABOUT = "about", "What you say about yourself was removed"
        STORY = "story", "Your story was sent back"

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    service = models.ForeignKey(Service, models.PROTECT, related_name="decisions")
    by = models.ForeignKey(Person, models.PROTECT, related_name="decisions_made")
    as_role = models.CharField(max_length=20, choices=Role, blank=True)
    at = models.DateTimeField(default=timezone.now)
    # Whom it concerns and who is told; nobody for what is done to a room.
    about = models.ForeignKey(Person, models.PROTECT, null=True, related_name="decisions")
    rule = models.CharField(max_length=12, choices=Rule, blank=True)
    sentence = models.CharField(max_length=300, help_text="Why, for whom it concerns.")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    thread = models.ForeignKey(Thread, models.PROTECT, null=True, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="+")
    story = models.ForeignKey(Story, models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey("living_room.Line", models.PROTECT, null=True, related_name="+")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="decisions")
    # To take it back: the room a thread came from, the thread that a split made.
    from_room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="+")
    new_thread = models.ForeignKey(Thread, models.SET_NULL, null=True, related_name="+")
    report = models.ForeignKey("moderation.Reported", models.PROTECT, null=True, related_name="decisions")
    undone_at = models.DateTimeField(null=True)
    overturned_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(sentence=""), name="a_decision_says_why"),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(overturned_at=None), name="undone_or_overturned_not_both"
            ),
        ]
        indexes = [models.Index(fields=["about", "-at"], name="decisions_about_a_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("decision", args=[self.ref])

    def can_be_undone(self, now: datetime | None = None) -> bool:
        return (
            self.undone_at is None
            and self.overturned_at is None
            and (now or timezone.now()) <= self.at + UNDO_FOR
        )

    @property
    def stands(self) -> bool:
        return self.undone_at is None and self.overturned_at is None
