"""Where a message is being written: a place as drafts know it (community.rooms.drafts)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from community.messages import actions
from community.messages.models import Conversation
from community.people.models import Person, Service
from community.rooms import drafts


@dataclass(frozen=True)
class MessagePlace:
    """Exactly one of the three. Drafts keep `name`; a message has no room, thread or post."""

    conversation: Conversation | None = None
    team: Service | None = None
    other: Person | None = None
    room: None = None
    thread: None = None
    post: None = None

    @property
    def name(self) -> str:
        if self.conversation is not None:
            return f"message:{self.conversation.pk}"
        return (
            f"message-to:{self.team.pk}"
            if self.team
            else f"message-peer:{self.other.pk if self.other else 0}"
        )

    @property
    def is_new(self) -> bool:
        return self.conversation is None

    def url(self, *, at_the_desk: bool) -> str:
        if self.conversation is not None:
            return reverse(
                "desk_conversation" if at_the_desk else "conversation", args=[self.conversation.ref]
            )
        if self.team is not None:
            return reverse("message_team", args=[self.team.slug])
        return reverse("message_member", args=[self.other.ref if self.other else ""])


@dataclass(frozen=True)
class Sent:
    conversation: Conversation
    care: bool


def send(
    *, place: MessagePlace, subject: str, body: str, send_key: str | None, draft: int, by: Person,
    now: datetime | None = None,
) -> Sent:  # fmt: skip
    """Sent twice, by a double click or from two windows, it is one message."""
    try:
        with transaction.atomic():
            sent = _send(place, subject, body, send_key, by, now)
    except IntegrityError:
        before = actions.sent_before(by=by, send_key=send_key)
        if before is None:
            raise
        sent = Sent(before.conversation, False)
    drafts.throw_away(place=place, seen=draft, by=by)
    return sent


def _send(
    place: MessagePlace, subject: str, body: str, send_key: str | None, by: Person, now: datetime | None
) -> Sent:
    words = {"body": body, "by": by, "send_key": send_key, "now": now}
    if place.conversation is not None:
        _message, care = actions.send(conversation=place.conversation, **words)  # type: ignore[arg-type]
        return Sent(place.conversation, care)
    if place.team is not None:
        return Sent(*actions.start_with_team(service=place.team, subject=subject, **words))  # type: ignore[arg-type]
    assert place.other is not None
    return Sent(*actions.start_with_member(other=place.other, subject=subject, **words))  # type: ignore[arg-type]
