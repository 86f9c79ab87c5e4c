"""A longer text of one's own, for those who may enter one room. The team reads it before others do."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from community.muting.policies import muted_by
from community.people.models import REF_LENGTH, Person, new_ref
from community.people.policies import rooms_open_to, services_where
from community.people.roles import Permission, Role
from community.rooms.models.rooms import Room


class StoryState(models.TextChoices):
    WAITING = "waiting", "Waiting to be read by the team"
    PUBLISHED = "published", "Shown to the room"
    RETURNED = "returned", "Sent back to its author"
    REMOVED = "removed", "Taken away by its author"


# What may become of what. An edit brings a story back to where it waits.
TRANSITIONS: dict[StoryState, frozenset[StoryState]] = {
    StoryState.WAITING: frozenset({StoryState.WAITING, StoryState.PUBLISHED, StoryState.RETURNED, StoryState.REMOVED}),
    StoryState.PUBLISHED: frozenset({StoryState.WAITING, StoryState.RETURNED, StoryState.REMOVED}),
    StoryState.RETURNED: frozenset({StoryState.WAITING, StoryState.REMOVED}),
    StoryState.REMOVED: frozenset(),
}  # fmt: skip


class StoryQuerySet(models.QuerySet["Story"]):
    def visible_to(self, person: Any) -> "StoryQuerySet":
        """One's own; those shown in rooms that are open to one; and, for who moderates there, what waits."""
        here = models.Q(room__in=rooms_open_to(person).keys())
        moderated = models.Q(
            room__service__in=services_where(person, Permission.MODERATE), state=StoryState.WAITING
        )
        mine = models.Q(author_id=getattr(person, "pk", None))
        found = self.filter(here & (mine | models.Q(state=StoryState.PUBLISHED) | moderated))
        return found.exclude(state=StoryState.REMOVED)

    def not_muted_by(self, person: Any) -> "StoryQuerySet":
        """Lists leave out whom somebody does not want to read; staff read everybody."""
        return self.exclude(author__in=muted_by(person))

    def hopeful(self) -> "StoryQuerySet":
        """Shown, and written by somebody who has recovered."""
        return self.filter(state=StoryState.PUBLISHED, said_as=Role.RECOVERED)


class Story(models.Model):
    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="stories")
    author = models.ForeignKey(Person, models.PROTECT, related_name="stories")
    said_as = models.CharField(max_length=20, choices=Role)
    title = models.CharField(max_length=120)
    body = models.TextField()
    html = models.TextField(help_text="Rendered once, when it was written.")
    state = models.CharField(max_length=12, choices=StoryState, default=StoryState.WAITING)
    said_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True, blank=True)
    returned_why = models.CharField(max_length=200, blank=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stories"
        constraints = [
            models.UniqueConstraint(
                fields=["author", "room"], condition=~models.Q(state="removed"), name="one_story_a_room"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="returned") | ~models.Q(returned_why=""), name="a_returned_story_says_why"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(shown_at__isnull=False),
                name="a_shown_story_says_since_when",
            ),
        ]  # fmt: skip
        indexes = [
            # Read by the lobby and by who moderates: the stories of a room in one state.
            models.Index(fields=["room", "state", "-said_at"], name="stories_of_a_room"),
        ]

    def __str__(self) -> str:
        return f"Story {self.ref}"

    def get_absolute_url(self) -> str:
        return reverse("story", args=[self.ref])

    @property
    def is_shown(self) -> bool:
        return self.state == StoryState.PUBLISHED
