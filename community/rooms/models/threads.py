"""What people talk about in a room."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, new_ref
from community.people.policies import rooms_open_to
from community.rooms.models.rooms import Room


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, person: Any) -> "ThreadQuerySet":
        return self.filter(room_id__in=rooms_open_to(person).keys())


class Thread(models.Model):
    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="threads")
    author = models.ForeignKey(Person, models.PROTECT, related_name="threads")
    title = models.CharField(max_length=120)
    opened_at = models.DateTimeField(default=timezone.now)
    # The number of the newest post; posts are numbered without gaps, so it also says how many pages there are.
    last_number = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(default=timezone.now)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            # Read by the room page: threads by their newest post.
            models.Index(fields=["room", "-last_post_at", "-id"], name="threads_of_a_room"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("thread", args=[self.room.slug, self.ref])
