"""What somebody has begun to write: one draft a place, theirs alone. A draft is not an utterance: nobody judges it,
indexes it or shows it to anybody else."""

from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models import Person
from community.rooms.models.posts import Post
from community.rooms.models.rooms import Room
from community.rooms.models.threads import Thread


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, person: Any) -> "DraftQuerySet":
        """One's own, also of a room that has closed to one since: the words stay one's own."""
        return self.filter(person=person.pk)


class Draft(models.Model):
    person = models.ForeignKey(Person, models.CASCADE, related_name="drafts")
    # "new:<room>", "reply:<thread>" or "edit:<post>", as `community.rooms.composing.Place` names it.
    place = models.CharField(max_length=40)
    # Empty for a message: it has no room.
    room = models.ForeignKey(Room, models.CASCADE, null=True, related_name="+")
    in_thread = models.ForeignKey(Thread, models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    # The words by field name: title, body, reply_to, notes, picture_words.
    fields = models.JSONField(default=dict)
    # Another with every save, so that a page that was left open cannot write over newer words unnoticed: microseconds
    # since 1970, as a count would begin anew with the next draft of the place.
    version = models.BigIntegerField()
    saved_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="one_draft_a_place")]

    def __str__(self) -> str:
        return f"Draft of {self.person_id} for {self.place}"

    @property
    def where(self) -> str:
        """In words, for the list of drafts."""
        if self.in_thread is not None:
            what = f"Your change of post {self.post.number}" if self.post is not None else "Your reply"
            return f"{what} in “{self.in_thread.shown_title}”"
        if self.room_id is None:
            return "A message"
        return self.fields.get("title") or "A new thread"
