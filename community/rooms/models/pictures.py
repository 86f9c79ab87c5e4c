"""Pictures that members add to a post: copied pixel by pixel when they arrive, so that nothing else came along."""

from pathlib import PurePosixPath
from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, new_ref
from community.people.policies import may, may_enter
from community.people.roles import Permission
from community.rooms.models.posts import Post
from community.rooms.models.rooms import Room
from community.rooms.models.waiting import Waiting


def shelf(picture: "Picture", name: str) -> str:
    """Nothing of the uploaded name: that may tell who somebody is, or pose as another kind of file."""
    return f"{Picture.SHELF}/{new_ref()}{new_ref()}/picture{PurePosixPath(name).suffix}"


class PictureQuerySet(models.QuerySet["Picture"]):
    def unused(self) -> "PictureQuerySet":
        """Brought along and then neither posted nor sent to a moderator."""
        return self.filter(post=None, waiting=None)


class Picture(models.Model):
    SHELF = "post-pictures"

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    by = models.ForeignKey(Person, models.PROTECT, related_name="pictures")
    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    # One picture a post.
    post = models.OneToOneField(Post, models.PROTECT, null=True, related_name="picture")
    waiting = models.OneToOneField(Waiting, models.PROTECT, null=True, related_name="picture")
    file = models.FileField(upload_to=shelf, max_length=120)
    words = models.CharField(max_length=300, blank=True, help_text="What is in it, for who cannot see it.")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=timezone.now)

    objects = PictureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(post=None, waiting=None) | ~models.Q(words=""),
                name="a_picture_is_described",
            ),
        ]

    def __str__(self) -> str:
        return f"Picture {self.ref}"

    def opens_to(self, person: Any) -> bool:
        """Asked by `cms.files` for every byte: with its post, to those who may enter the room; before that to who
        brought it and to the room's moderators."""
        if not may_enter(person, self.room_id):
            return False
        if self.post is not None:
            return self.post.is_published
        mine = self.by_id == person.pk
        return mine or (self.waiting is not None and may(person, Permission.MODERATE, self.room.service_id))
