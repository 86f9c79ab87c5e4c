"""Where people talk in real time: beside one room, or for everybody who enters some room of a service."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from community.people.models import REF_LENGTH, Service, new_ref
from community.people.policies import rooms_open_to
from community.rooms.models import Room


class LivingRoomQuerySet(models.QuerySet["LivingRoom"]):
    def visible_to(self, person: Any) -> "LivingRoomQuerySet":
        """Opened by the same keys as the rooms they belong to."""
        mine = rooms_open_to(person).keys()
        services = Room.objects.filter(pk__in=mine).values("service")
        return self.filter(Q(room__in=mine) | Q(room=None, service__in=services))


class LivingRoom(models.Model):
    class OutsideHours(models.TextChoices):
        READ_ONLY = "read_only", "Members can read, not write"
        OPEN = "open", "Open, with the numbers for a crisis above it"

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="living_rooms")
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="living_rooms",
        help_text="Empty: for everybody who may enter a room of the service.",
    )  # fmt: skip
    outside_hours = models.CharField(
        "when nobody of the team is there",
        max_length=10,
        choices=OutsideHours,
        default=OutsideHours.READ_ONLY,
    )
    # Both counted up under the row's lock: of the newest line, and of the newest change of an older one.
    last_number = models.PositiveIntegerField(default=0, editable=False)
    last_change = models.PositiveIntegerField(default=0, editable=False)
    # Put on by a host, for now.
    slow_s = models.PositiveSmallIntegerField(
        "seconds between two lines of one person", null=True, editable=False
    )
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = LivingRoomQuerySet.as_manager()

    class Meta:
        ordering = ["service__name", "room__name"]
        constraints = [
            models.UniqueConstraint(fields=["room"], name="one_living_room_a_room"),
            models.UniqueConstraint(
                fields=["service"], condition=Q(room=None), name="one_living_room_for_a_whole_service"
            ),
            models.CheckConstraint(
                condition=Q(slow_s=None) | Q(slow_s__gte=1), name="slow_lines_say_how_slow"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("living_room", args=[self.ref])

    @property
    def slug(self) -> str:
        """What the audit log of settings calls it."""
        return self.ref

    @property
    def name(self) -> str:
        return self.room.name if self.room else self.service.name
