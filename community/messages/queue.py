"""The lists of conversations: one's own, and what waits for the team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone

from community.messages.models import Conversation, ConversationQuerySet, MessageRules
from community.messages.who_reads import READS
from community.people.models import Person
from community.people.policies import services_where


def own(person: Person) -> ConversationQuerySet:
    mine = Conversation.objects.visible_to(person).filter(Q(member=person) | Q(other=person))
    return mine.with_unread_of(person).select_related("service", "member", "other")


def of_the_team(person: Person, *, with_members: bool = False) -> ConversationQuerySet:
    """Those this person answers; `with_members`: also what members wrote to one another, which is no list of work."""
    found = Conversation.objects.visible_to(person).filter(service__in=services_where(person, READS))
    found = found if with_members else found.with_team()
    in_order = found.exclude(member=person).order_by(
        F("waiting_since").asc(nulls_last=True), "-last_at", "-pk"
    )
    return in_order.with_unread_of(person).select_related("service", "member", "other")


def waiting(person: Person) -> int:
    """How many members wait for an answer of this person's teams."""
    return Conversation.objects.filter(
        service__in=services_where(person, READS), waiting_since__isnull=False
    ).count()


@dataclass(frozen=True, slots=True)
class Row:
    conversation: Conversation
    due_at: datetime | None
    late: bool


def rows(found: Iterable[Conversation]) -> list[Row]:
    found = list(found)
    within = dict(
        MessageRules.objects.filter(service__in={one.service_id for one in found}).values_list(
            "service", "answer_within_hours"
        )
    )
    due = [one.due_at(within.get(one.service_id, 24)) for one in found]
    now = timezone.now()
    return [Row(one, at, at is not None and at < now) for one, at in zip(found, due, strict=True)]
