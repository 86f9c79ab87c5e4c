"""What the building holds of somebody's messages."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from community.messages.models import Conversation, Message, Seen
from community.people.models import Person
from community.people.yours.holdings import Holding


def conversations(person: Person) -> Iterable[dict[str, Any]]:
    mine = Conversation.objects.filter(Q(member=person) | Q(other=person)).select_related("service")
    for one in mine.order_by("pk"):
        yield {
            "service": one.service.name, "with the team": one.is_with_team, "opened": one.opened_at,
            "subject": one.subject if one.member_id == person.pk else "",
        }  # fmt: skip


def messages(person: Person) -> Iterable[dict[str, Any]]:
    """Their own words; what was answered is in the words of others."""
    for one in Message.objects.filter(author=person).select_related("conversation").order_by("pk"):
        yield {
            "conversation": one.conversation.ref,
            "number": one.number,
            "said": one.said_at,
            "text": one.body,
        }


def erase(person: Person) -> None:
    Message.objects.filter(author=person).update(body="", html="")
    Conversation.objects.filter(member=person).update(subject="", waiting_since=None)


HOLDINGS = (
    Holding(
        ("team_messages.Conversation.member", "team_messages.Conversation.other"), "Your conversations",
        rows=conversations, erase=erase,
    ),
    Holding(("team_messages.Message.author",), "Your messages", rows=messages, erase=erase),
    Holding(
        ("team_messages.Seen.person",), "Which messages you have read", not_copied="It is the place of a bookmark.",
        erase=lambda person: Seen.objects.filter(person=person).delete(),
    ),
)  # fmt: skip
STAFF_ONLY = ("team_messages.Conversation.closed_by",)
