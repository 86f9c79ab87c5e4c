"""One row for every text as it was said: what the judge reads, the index holds and a clinician is shown.

An edit is a new row; a deletion leaves the row for the clinical record. Drafts, private diaries and
speak-up reports are not utterances. Rows are also the debts: `screened_at` empty means the judge still
owes this text, `indexed_at` empty means the index does."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class Kind(models.TextChoices):
    POST = "post", "Post"
    TITLE = "title", "Thread title"
    HANDLE = "handle", "Handle"
    ABOUT = "about", "About oneself"
    STORY = "story", "Story"
    HELD = "held", "Post waiting for a moderator"
    HELD_TITLE = "held_title", "Title waiting for a moderator"
    PICTURE = "picture", "Words of a picture"
    MESSAGE = "message", "Message"
    SUBJECT = "subject", "Subject of a message"
    REPORT = "report", "Words of a report"
    APPEAL = "appeal", "Words of an appeal"
    CONCERN = "concern", "Words of who asks for a clinician"
    CHAT = "chat", "Line in a living room"


_JUDGED_AS = {
    Kind.HELD: Kind.POST, Kind.HELD_TITLE: Kind.TITLE, Kind.PICTURE: Kind.POST, Kind.REPORT: Kind.POST,
    Kind.APPEAL: Kind.POST, Kind.MESSAGE: Kind.POST, Kind.CONCERN: Kind.POST, Kind.SUBJECT: Kind.TITLE,
}  # fmt: skip


class Care(models.TextChoices):
    """What the author should see after writing."""

    NONE = "none", "Nothing"
    HELP = "help", "The service's help message"


class UtteranceQuerySet(models.QuerySet["Utterance"]):
    def unjudged(self) -> "UtteranceQuerySet":
        return self.filter(screened_at=None)

    def unindexed(self) -> "UtteranceQuerySet":
        return self.filter(indexed_at=None)

    def standing(self) -> "UtteranceQuerySet":
        """The texts that members can read where they stand: neither replaced by an edit nor taken away."""
        return self.filter(stands=True)

    def readable_by(self, person: Any) -> "UtteranceQuerySet":
        """Without what was said about this person to others: for whoever starts from a service, not from a room."""
        return self.exclude(not_for=person.pk)


class Utterance(models.Model):
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    # The row it came from, in the app that said it (a Post for POST, a Thread for TITLE, …).
    source_id = models.BigIntegerField()
    revision = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="utterances")
    service = models.ForeignKey("people.Service", models.PROTECT, null=True, related_name="utterances")
    room = models.ForeignKey("rooms.Room", models.PROTECT, null=True, related_name="utterances")
    # Whom it is about: a report or an appeal is judged like any text, and never shown to them, in whatever list.
    not_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    said_at = models.DateTimeField(default=timezone.now)
    stands = models.BooleanField(default=True)

    screened_at = models.DateTimeField(null=True, blank=True)
    screened_with = models.CharField(
        max_length=40, blank=True, help_text="Version of the rules that judged it."
    )
    screening_tries = models.PositiveSmallIntegerField(default=0)
    priority = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1–4 as judged; empty: no hit."
    )
    care = models.CharField(max_length=8, choices=Care, default=Care.NONE)
    indexed_at = models.DateTimeField(null=True, blank=True)

    objects = UtteranceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source_id", "revision"], name="a_revision_is_said_once"),
            models.CheckConstraint(
                condition=models.Q(screened_at=None) | ~models.Q(screened_with=""),
                name="judged_text_names_its_rules",
            ),
        ]
        indexes = [
            # Both read by the clock and the desk's banner: "texts owed: n, oldest m minutes".
            models.Index(fields=["said_at"], condition=models.Q(screened_at=None), name="owed_to_the_judge"),
            models.Index(fields=["said_at"], condition=models.Q(indexed_at=None), name="owed_to_the_index"),
            # Read by a case: the author's last texts.
            models.Index(fields=["author", "-said_at"], name="texts_of_an_author"),
            # Read by the database search: newest first within rooms.
            models.Index(fields=["room", "-said_at"], name="texts_of_a_room"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id} revision {self.revision}"

    @property
    def judged_as(self) -> str:
        """The kind that rules know: what waits for a moderator is judged as what it wants to be."""
        return _JUDGED_AS.get(Kind(self.kind), Kind(self.kind)).value
