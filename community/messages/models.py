"""Conversations between a member and the team of a service; and between two members, where a service allows it."""

from datetime import datetime, timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.messages.who_reads import READS
from community.people.models import REF_LENGTH, Person, Service, new_ref
from community.people.policies import is_welcome, services_where
from community.people.roles import Role


class MessageRules(models.Model):
    """What a service has set for messages. Without a row: the team answers within a day, members cannot write to
    one another."""

    service = models.OneToOneField(Service, models.CASCADE, related_name="message_rules")
    between_members = models.BooleanField(
        "members may write to one another", default=False,
        help_text="Those who share a room. The team can read what they write, and the page says so.",
    )  # fmt: skip
    answer_within_hours = models.PositiveSmallIntegerField(
        "the team answers within this many hours", default=24,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )  # fmt: skip
    # "Name" on a line, the text below it, and a line of three dashes before the next.
    templates = models.TextField("answers that are often needed", max_length=10_000, blank=True)

    def __str__(self) -> str:
        return f"Messages in {self.service_id}"

    def answers(self) -> list[tuple[str, str]]:
        """(name, text) of each."""
        blocks = [
            block.strip().partition("\n") for block in self.templates.replace("\r\n", "\n").split("\n---\n")
        ]
        return [(name.strip(), text.strip()) for name, _line, text in blocks if name.strip() and text.strip()]


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, person: Any) -> "ConversationQuerySet":
        """One's own, and those of the services whose messages one answers."""
        if not is_welcome(person):
            return self.none()
        mine = Q(member=person.pk) | Q(other=person.pk)
        return self.filter(mine | Q(service__in=services_where(person, READS)))

    def with_team(self) -> "ConversationQuerySet":
        return self.filter(other=None)

    def with_unread_of(self, person: Person) -> "ConversationQuerySet":
        """Adds `seen`: the number of the newest message this person saw."""
        marker = person.seen_messages.filter(conversation=models.OuterRef("pk"))
        return self.annotate(seen=models.Subquery(marker.values("number")))


class Conversation(models.Model):
    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    # Whose team reads it.
    service = models.ForeignKey(Service, models.PROTECT, related_name="conversations")
    member = models.ForeignKey(Person, models.PROTECT, related_name="conversations")
    # The other member; empty: the team.
    other = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    last_number = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)
    # Since when the member waits for the team.
    waiting_since = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(member=models.F("other")), name="nobody_writes_to_themselves"
            ),
            models.CheckConstraint(
                condition=Q(waiting_since=None) | Q(other=None, state="open"),
                name="who_waits_waits_for_the_team_in_the_open",
            ),
        ]
        indexes = [
            # Read by the list at the desk: who waits longest.
            models.Index(
                fields=["service", "waiting_since"],
                condition=Q(waiting_since__isnull=False),
                name="members_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"Conversation {self.ref}"

    @property
    def is_with_team(self) -> bool:
        return self.other_id is None

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_new(self) -> bool:
        """Only of those fetched `with_unread_of` somebody."""
        return self.last_number > (getattr(self, "seen", None) or 0)

    def due_at(self, within_hours: int) -> datetime | None:
        return self.waiting_since and self.waiting_since + timedelta(hours=within_hours)


class Message(models.Model):
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # As what a member of staff wrote it; empty for members.
    said_as = models.CharField(max_length=20, choices=Role, blank=True)
    number = models.PositiveIntegerField()
    body = models.TextField()
    html = models.TextField(help_text="Rendered once, when it was written.")
    said_at = models.DateTimeField(default=timezone.now)
    # Its author has died and the family wishes it: members read it no more, the team still does.
    is_hidden = models.BooleanField(default=False)
    # Of the form and the words together: the same form sent twice is one message.
    send_key = models.CharField(max_length=40, null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="a_message_has_its_number"),
            models.UniqueConstraint(fields=["author", "send_key"], name="a_message_is_sent_once"),
        ]

    def __str__(self) -> str:
        return f"Message {self.number} of {self.conversation_id}"

    @property
    def role(self) -> str:
        return Role(self.said_as).label if self.said_as else ""


class Seen(models.Model):
    """How far somebody has read a conversation."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="seen_messages")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "conversation"], name="one_place_a_conversation")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.number} of {self.conversation_id}"
