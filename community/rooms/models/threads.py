"""What people talk about in a room."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, new_ref
from community.people.policies import rooms_open_to
from community.rooms.models.in_sql import in_sql
from community.rooms.models.rooms import Room

# What stands where a title stood that went with its first post.
NO_TITLE = "Title removed"


_SEEN = "SELECT number FROM rooms_readmarker WHERE person_id = %s AND in_thread_id = rooms_thread.id"
_SEEN_AT = "SELECT read_at FROM rooms_readmarker WHERE person_id = %s AND in_thread_id = rooms_thread.id"

_HELD = "SELECT MAX(id) FROM rooms_waiting WHERE author_id = %s AND in_thread_id = rooms_thread.id"
_DRAFTED = "EXISTS (SELECT 1 FROM rooms_draft WHERE person_id = %s AND in_thread_id = rooms_thread.id)"


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, person: Any) -> "ThreadQuerySet":
        return self.filter(room_id__in=rooms_open_to(person).keys())

    def with_place_of(self, person: Person) -> "ThreadQuerySet":
        """Adds `seen` (number of the newest post this person saw, None: never here) and `seen_at`."""
        return self.annotate(
            seen=in_sql(_SEEN, person.pk, field=models.PositiveIntegerField()),
            seen_at=in_sql(_SEEN_AT, person.pk, field=models.DateTimeField()),
        )

    def with_handles(self) -> "ThreadQuerySet":
        """Adds `author_handle`, which is all that a list of threads shows of a person."""
        return self.annotate(author_handle=models.F("author__handle"))

    def with_drafts_of(self, person: Person) -> "ThreadQuerySet":
        """Adds `drafted`, whether this person has begun to write anything there, and `held`, the newest of theirs that
        a moderator was to read first. Both are seldom."""
        return self.annotate(
            drafted=in_sql(_DRAFTED, person.pk, field=models.BooleanField()),
            held=in_sql(_HELD, person.pk, field=models.BigIntegerField()),
        )

    def new_to(self, person: Person) -> "ThreadQuerySet":
        """Those with a post that this person has not seen."""
        markers = person.read_markers.filter(in_thread=models.OuterRef("pk"))
        return self.exclude(models.Exists(markers.filter(number__gte=models.OuterRef("last_number"))))


class Thread(models.Model):
    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="threads")
    author = models.ForeignKey(Person, models.PROTECT, related_name="threads")
    title = models.CharField(max_length=120)
    opened_at = models.DateTimeField(default=timezone.now)
    # The number of the newest post; posts are numbered without gaps, so it also says how many pages there are.
    last_number = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(default=timezone.now)
    # A title says what its first post says, and goes when that goes.
    title_gone = models.BooleanField(default=False)
    pinned_at = models.DateTimeField(null=True, blank=True)

    notes = models.CharField(max_length=300, blank=True, help_text="The content notes of its first post.")

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            # Read by the room page: threads by their newest post.
            models.Index(fields=["room", "-last_post_at", "-id"], name="threads_of_a_room"),
            models.Index(fields=["room", "-opened_at", "-id"], name="threads_by_opening"),
            models.Index(
                fields=["room", "-pinned_at"], condition=models.Q(pinned_at__isnull=False), name="pinned_threads"
            ),
            models.Index(
                fields=["room", "-opened_at", "-id"], condition=models.Q(last_number=1),
                name="threads_without_a_reply",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("thread", args=[self.room.slug, self.ref])

    @property
    def shown_title(self) -> str:
        return NO_TITLE if self.title_gone else self.title

    @property
    def replies(self) -> int:
        return max(0, self.last_number - 1)

    @property
    def unread(self) -> int:
        """Posts this person has not seen. Only of threads fetched `with_place_of` somebody."""
        seen: int | None = getattr(self, "seen", None)
        return max(0, self.last_number - (seen or 0))
