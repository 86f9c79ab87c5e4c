"""What a reader keeps of a thread: how far they are, and what they want to find again. Nobody else sees either."""

from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models import Person
from community.people.policies import rooms_open_to
from community.rooms.models.posts import Post
from community.rooms.models.threads import Thread


class ReadMarker(models.Model):
    """How far somebody has read a thread."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="read_markers")
    in_thread = models.ForeignKey(Thread, models.CASCADE, related_name="read_markers")
    number = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "in_thread"], name="one_marker_a_thread")]

    def __str__(self) -> str:
        return f"{self.person} read {self.number} of {self.in_thread_id}"


class BookmarkQuerySet(models.QuerySet["Bookmark"]):
    def visible_to(self, person: Any) -> "BookmarkQuerySet":
        """One's own, in rooms that are open to one now."""
        return self.filter(person=person, post__room__in=rooms_open_to(person).keys())

    def with_posts(self) -> "BookmarkQuerySet":
        """What the page of bookmarks shows of each post, and none of the package's columns under it."""
        shown = ("post__number", "post__html", "post__state", "post__removed_as", "post__said_at")
        joined = self.select_related("post__author", "post__in_thread", "post__room")
        return joined.only(
            "kept_at", *shown, "post__author__handle", "post__author__avatar", "post__in_thread__ref",
            "post__in_thread__title", "post__in_thread__title_gone", "post__room__slug", "post__room__name",
        )  # fmt: skip


class Bookmark(models.Model):
    """A post that somebody wants to find again."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey(Post, models.CASCADE, related_name="bookmarks")
    kept_at = models.DateTimeField(default=timezone.now)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "post"], name="bookmarked_once")]
        indexes = [
            # Read by the page of bookmarks: one's own, the newest first.
            models.Index(fields=["person", "-kept_at", "-id"], name="bookmarks_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} keeps {self.post_id}"
