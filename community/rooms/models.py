"""Rooms, the threads in them, and the posts of a thread."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django_comments.abstracts import CommentAbstractModel
from django_comments_xtd.models import XtdComment

from community.people.models import REF_LENGTH, Person, Service, new_ref
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

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("room", args=[self.slug])


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


class PostState(models.TextChoices):
    PUBLISHED = "published", "Published"
    DELETED = "deleted", "Deleted by its author"
    HIDDEN = "hidden", "Removed by a moderator"


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, person: Any) -> "PostQuerySet":
        """Posts of rooms this person may enter; a removed one keeps its place and shows who removed it."""
        return self.filter(room_id__in=rooms_open_to(person).keys())

    def published(self) -> "PostQuerySet":
        return self.filter(state=PostState.PUBLISHED)

    def lean_with_authors(self) -> "PostQuerySet":
        """Only this model's own columns and the author's name and picture: the two comment tables underneath
        are not touched."""
        own = [field.name for field in Post._meta.local_fields]
        return self.select_related("author").only(*own, "author__handle", "author__avatar", "author__ref")


class Post(XtdComment):
    """A comment on a thread, stored by django-comments-xtd, read and written only by this app.

    Everything that a page filters or shows is repeated here, so that reading touches one table.
    """

    # `thread_id` is a column of the package, hence the longer name.
    in_thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts")
    room = models.ForeignKey(Room, models.PROTECT, related_name="posts")
    author = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    # Gap-free in its thread, given under the thread's row lock; a removed post keeps its number.
    number = models.PositiveIntegerField()
    reply_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    reply_to_number = models.PositiveIntegerField(null=True, blank=True)
    html = models.TextField(help_text="Rendered once, when it was written.")
    state = models.CharField(max_length=12, choices=PostState, default=PostState.PUBLISHED)
    said_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            # Also the index that a thread page reads: a page is a range of numbers.
            models.UniqueConstraint(fields=["in_thread", "number"], name="a_number_is_given_once"),
        ]

    def __str__(self) -> str:
        return f"Post {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Past the package's own save, which rewrites the order of every later comment."""
        CommentAbstractModel.save(self, *args, **kwargs)

    @property
    def is_published(self) -> bool:
        return self.state == PostState.PUBLISHED

    def removed_sentence(self) -> str:
        return {
            PostState.DELETED: "Removed by its author.",
            PostState.HIDDEN: "Removed by a moderator.",
        }.get(PostState(self.state), "")


class ReadMarker(models.Model):
    """How far somebody has read a thread."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="read_markers")
    in_thread = models.ForeignKey(Thread, models.CASCADE, related_name="read_markers")
    number = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "in_thread"], name="one_marker_a_thread")]

    def __str__(self) -> str:
        return f"{self.person} read {self.number} of {self.in_thread}"
