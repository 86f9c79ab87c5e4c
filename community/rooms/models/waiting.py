"""What somebody sent that a moderator reads first. It has no number in its thread and stands in none of its pages:
nothing of it can be counted, guessed at or published by accident. Once published it becomes a post like any other."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, new_ref
from community.people.policies import services_where
from community.people.roles import Permission
from community.rooms.models.posts import Post
from community.rooms.models.rooms import Room
from community.rooms.models.threads import Thread


class WaitingQuerySet(models.QuerySet["Waiting"]):
    def visible_to(self, person: Any) -> "WaitingQuerySet":
        """The author's own, and those of rooms one moderates."""
        moderated = services_where(person, Permission.MODERATE)
        return self.filter(Q(author=person.pk) | Q(room__service__in=moderated))

    def undecided(self) -> "WaitingQuerySet":
        return self.filter(state=Waiting.State.WAITING)


class Waiting(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a moderator"
        PUBLISHED = "published", "Published"
        REFUSED = "refused", "Not published"
        TAKEN_BACK = "taken_back", "Taken back by its author"

    class Why(models.TextChoices):
        NUMBERS = "numbers", "It has numbers in it"
        PLACE = "place", "A moderator reads all posts here first"
        PERSON = "person", "A moderator reads their posts first"

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    author = models.ForeignKey(Person, models.PROTECT, related_name="waiting")
    room = models.ForeignKey(Room, models.PROTECT, related_name="waiting")
    # A reply has a thread, a change of a post has the post, a new thread has a title and neither.
    in_thread = models.ForeignKey(Thread, models.PROTECT, null=True, related_name="waiting")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="waiting")
    reply_to_number = models.PositiveIntegerField(null=True)
    title = models.CharField(max_length=120, blank=True)
    body = models.TextField()
    notes = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=12, choices=Why, default=Why.NUMBERS)
    send_key = models.CharField(max_length=40, null=True)
    sent_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sentence = models.CharField(
        max_length=200, blank=True, help_text="What the author is told when it is refused."
    )

    objects = WaitingQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at"]
        constraints = [
            models.UniqueConstraint(fields=["author", "send_key"], name="what_waits_was_sent_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="what_is_decided_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(sentence=""), name="a_refusal_says_why"
            ),
        ]
        indexes = [
            # Read by the moderators' page of a room: what waits, the oldest first.
            models.Index(fields=["room", "sent_at"], condition=Q(state="waiting"), name="waiting_in_a_room"),
        ]

    def __str__(self) -> str:
        return f"{self.ref}, {self.state}"

    @property
    def is_undecided(self) -> bool:
        return self.state == self.State.WAITING
