"""What somebody said in a living room."""

from typing import Any

from django.db import models
from django.utils import timezone

from community.living_room.models.places import LivingRoom
from community.people.models import Person
from community.people.roles import Role
from community.rooms.models import Rule
from community.rooms.models.said import Said

LONGEST_LINE = 1_000


class LineState(models.TextChoices):
    STANDS = "stands", "Said"
    TAKEN_BACK = "taken_back", "Taken back by its author"
    HIDDEN = "hidden", "Removed by a moderator"


class LineQuerySet(models.QuerySet["Line"]):
    def visible_to(self, person: Any) -> "LineQuerySet":
        """Lines of living rooms that this person may enter; a removed one keeps its place and says what became of it."""
        return self.filter(living_room__in=LivingRoom.objects.visible_to(person))

    def standing(self) -> "LineQuerySet":
        return self.filter(state=LineState.STANDS)


class Line(Said, models.Model):
    living_room = models.ForeignKey(LivingRoom, models.PROTECT, related_name="lines")
    # Gap-free in its living room, given under the row's lock; a removed line keeps its number.
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Person, models.PROTECT, related_name="lines")
    text = models.TextField(max_length=LONGEST_LINE)
    note = models.CharField(max_length=60, blank=True, help_text="Content note.")
    said_at = models.DateTimeField(default=timezone.now)
    said_as = models.CharField(max_length=20, choices=Role, blank=True)
    state = models.CharField(max_length=10, choices=LineState, default=LineState.STANDS)
    removed_as = models.CharField(max_length=20, choices=Role, blank=True)
    rule = models.CharField(max_length=12, choices=Rule, blank=True)
    # Which change of the living room this line's own was; 0: it is as it was said.
    change = models.PositiveIntegerField(default=0)
    # The same words sent again are the same line, however often a page that lost its connection tries.
    send_key = models.CharField(max_length=40)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            # Also the index that every page reads: a range of numbers.
            models.UniqueConstraint(fields=["living_room", "number"], name="a_line_number_is_given_once"),
            models.UniqueConstraint(fields=["living_room", "author", "send_key"], name="a_line_is_sent_once"),
            models.CheckConstraint(
                condition=models.Q(state=LineState.STANDS, change=0) | ~models.Q(change=0),
                name="a_removed_line_is_a_change",
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-said_at"], name="lines_of_an_author"),
            models.Index(
                fields=["living_room", "change"], condition=models.Q(change__gt=0), name="changed_lines"
            ),
        ]

    def __str__(self) -> str:
        return f"Line {self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.living_room.get_absolute_url()}?upto={self.number}#line-{self.number}"

    @property
    def stands(self) -> bool:
        return self.state == LineState.STANDS

    @property
    def gone(self) -> str:
        """What stands where a removed line stood."""
        if self.state == LineState.TAKEN_BACK:
            return "Taken back by its author"
        if self.state == LineState.HIDDEN and not self.removed_as and not self.rule:
            return "No longer shown."  # as the family of somebody who has died wishes
        as_whom = f"a {Role(self.removed_as).label.lower()}" if self.removed_as else "a moderator"
        why = f": {Rule(self.rule).label}" if self.rule else ""
        return f"Removed by {as_whom}{why}" if self.state == LineState.HIDDEN else ""
