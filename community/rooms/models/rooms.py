"""Places with a door."""

from typing import Any

from django.db import models
from django.urls import reverse

from community.people.models import Service
from community.people.policies import rooms_open_to


class NumberRule(models.TextChoices):
    """What happens to weights, BMI, calories, sizes and amounts that somebody is about to post."""

    OFF = "off", "Nothing"
    NUDGE = "nudge", "A kind question first; the author decides"
    MODERATOR = "moderator", "A moderator reads it before others do"
    NEVER = "never", "Not in this room"


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, person: Any) -> "RoomQuerySet":
        return self.filter(pk__in=rooms_open_to(person).keys())


class Room(models.Model):
    """A place with a door. Who may enter is answered by `community.people.policies.rooms_open_to` alone."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="rooms")
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    purpose = models.TextField(help_text="What the room is for, in one or two plain sentences.")

    never_with = models.ManyToManyField(
        "self", blank=True, help_text="Rooms that one person should not hold together with this one. A key to both "
        "warns, and needs a reason.",
    )  # fmt: skip

    shows_reactions = models.BooleanField(
        "everybody sees how many reacted", default=False,
        help_text="Otherwise only whoever wrote a post sees how many said “With you” to it.",
    )  # fmt: skip
    number_rule = models.CharField(
        "numbers others measure themselves by", max_length=12, choices=NumberRule, default=NumberRule.NUDGE,
        help_text="Weights, BMI, calories, sizes and amounts.",
    )  # fmt: skip
    pictures = models.BooleanField(
        default=False, help_text="People may add a picture to a post. Its hidden data is taken off."
    )

    has_stories = models.BooleanField(
        "people may tell their story here", default=False,
        help_text="The team reads each before others do. Those of people who have recovered lead the lobby.",
    )  # fmt: skip

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("room", args=[self.slug])
