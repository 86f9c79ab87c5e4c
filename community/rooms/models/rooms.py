"""Places with a door."""

from typing import Any

from django.db import models
from django.urls import reverse

from community.people.models import Service
from community.people.policies import rooms_open_to


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
