"""Writing, reading as staff, closing and opening again. Every text is recorded, and judged as posts are."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cms.states import leads
from community.messages import policies, telling
from community.messages.conversation_states import WAYS
from community.messages.models import Conversation, Message, MessageRules, Seen
from community.messages.who_reads import READS
from community.people import audit
from community.people.models import Person, Service
from community.people.policies import require, roles_of, runs
from community.people.roles import CARDS
from community.rooms.markup import to_html
from community.utterances import actions as utterances
from community.utterances.models import Care, Kind, Utterance

State = Conversation.State


@transaction.atomic
def start_with_team(
    *, service: Service, subject: str, body: str, by: Person, send_key: str | None = None,
    now: datetime | None = None,
) -> tuple[Conversation, bool]:  # fmt: skip
    """The conversation, and whether its author should see the help message. Raises IntegrityError when this was sent."""
    require(
        policies.can_write_to_team(by, service),
        "You can write to the team of a service whose rooms you enter.",
    )
    return _start(Conversation(service=service, member=by), subject, body, by, send_key, now)


@transaction.atomic
def start_by_team(
    *, service: Service, member: Person, subject: str, body: str, by: Person, send_key: str | None = None,
    now: datetime | None = None,
) -> tuple[Conversation, bool]:  # fmt: skip
    """The team writes first. The member answers as in any conversation with the team."""
    require(policies.team_can_write_to(by, member, service), "You cannot write to this person for the team.")
    return _start(Conversation(service=service, member=member), subject, body, by, send_key, now)


@transaction.atomic
def start_with_member(
    *, other: Person, subject: str, body: str, by: Person, send_key: str | None = None,
    now: datetime | None = None,
) -> tuple[Conversation, bool]:  # fmt: skip
    service = policies.service_between(by, other)
    require(service is not None, "You cannot send messages to this person.")
    assert service is not None
    return _start(Conversation(service=service, member=by, other=other), subject, body, by, send_key, now)


def _start(
    conversation: Conversation,
    subject: str,
    body: str,
    by: Person,
    send_key: str | None,
    now: datetime | None,
) -> tuple[Conversation, bool]:
    now = now or timezone.now()
    conversation.subject, conversation.opened_at = subject, now
    conversation.save()
    titled = _say(Kind.SUBJECT, conversation.pk, subject, conversation, by, now)
    _message, care = send(conversation=conversation, body=body, by=by, send_key=send_key, now=now)
    return conversation, care or titled.care == Care.HELP


@transaction.atomic
def send(
    *,
    conversation: Conversation,
    body: str,
    by: Person,
    send_key: str | None = None,
    now: datetime | None = None,
) -> tuple[Message, bool]:
    """One message more. A member's opens a closed conversation again and starts the clock; the team's stops it.

    Raises PermissionDenied, and IntegrityError when this form was sent before."""
    require(policies.can_write_in(by, conversation), "You cannot send messages here.")
    now = now or timezone.now()
    message = Message.objects.create(
        conversation=conversation, author=by, number=_next_number(conversation, by, now), body=body,
        html=to_html(body), said_at=now, send_key=send_key, said_as=_role(by, conversation),
    )  # fmt: skip
    said = _say(Kind.MESSAGE, message.pk, body, conversation, by, now)
    see(conversation=conversation, by=by)
    telling.tell(conversation, by=by)
    return message, said.care == Care.HELP


def _next_number(conversation: Conversation, by: Person, now: datetime) -> int:
    """Counts up and holds the row until the transaction ends. Who waits already does not wait anew."""
    row = Conversation.objects.filter(pk=conversation.pk)
    # From either state the same: to write opens what was closed (conversation_states.WAYS).
    row.update(last_number=F("last_number") + 1, last_at=now, state=State.OPEN, closed_by=None)
    if conversation.is_with_team and by.pk == conversation.member_id:
        row.filter(waiting_since=None).update(waiting_since=now)
    elif conversation.is_with_team:
        row.update(waiting_since=None)
    conversation.refresh_from_db()
    return conversation.last_number


def _role(by: Person, conversation: Conversation) -> str:
    if by.pk == conversation.member_id or conversation.other_id is not None:
        return ""
    return next((role.value for role in sorted(roles_of(by)) if READS in CARDS[role].permissions), "")


def _say(
    kind: Kind, source_id: int, text: str, conversation: Conversation, by: Person, now: datetime
) -> Utterance:
    return utterances.record(
        kind=kind, source_id=source_id, text=text, by=by, room=None, service=conversation.service, now=now
    )


def sent_before(*, by: Person, send_key: str | None) -> Message | None:
    """What the same form with the same words became."""
    if send_key is None:
        return None
    return Message.objects.filter(author=by, send_key=send_key).select_related("conversation").first()


@transaction.atomic
def read(*, conversation: Conversation, by: Person) -> list[Message]:
    """All of it, in order. That somebody of the staff read it goes into the audit log before they see a word."""
    if policies.reads_as_staff(by, conversation):
        audit.write(
            who=by, did="read messages", what=f"conversation:{conversation.ref}", service=conversation.service
        )
    see(conversation=conversation, by=by)
    return list(conversation.messages.select_related("author").order_by("number"))


@transaction.atomic
def show(*, message: int, shown: bool) -> bool:
    """What somebody who has died wrote to another member goes from view, or comes back: whether it did just now. Called by
    actions, which hold the policy."""
    changed = Message.objects.filter(pk=message, is_hidden=shown).update(is_hidden=not shown)
    if changed:
        words = utterances.restore if shown else utterances.withdraw
        words(kind=Kind.MESSAGE, source_id=message)
    return bool(changed)


def see(*, conversation: Conversation, by: Person) -> None:
    Seen.objects.bulk_create(
        [Seen(person=by, conversation=conversation, number=conversation.last_number)],
        update_conflicts=True, unique_fields=["person", "conversation"], update_fields=["number"],
    )  # fmt: skip


@transaction.atomic
def close(*, conversation: Conversation, by: Person) -> None:
    """Nobody has to answer any more. A new message of the member opens it again."""
    _require_answers(conversation, by)
    _go("close", conversation, by, did="closed messages", waiting_since=None, closed_by=by)


@transaction.atomic
def open_again(*, conversation: Conversation, by: Person) -> None:
    _require_answers(conversation, by)
    _go("open again", conversation, by, did="opened messages", closed_by=None)


def _go(action: str, conversation: Conversation, by: Person, *, did: str, **changed: Any) -> None:
    """The way of the table; what stands there already, by somebody quicker, stays as they left it."""
    row = Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    target = leads(WAYS, action, row.state)
    if target is None:
        return
    Conversation.objects.filter(pk=row.pk).update(state=target, **changed)
    audit.write(who=by, did=did, what=f"conversation:{row.ref}", service=conversation.service)


def _require_answers(conversation: Conversation, by: Person) -> None:
    require(
        conversation.is_with_team and policies.answers(by, conversation.service_id),
        "Only the team of this service can do this.",
    )


@transaction.atomic
def change_rules(
    *, service: Service, between_members: bool, answer_within_hours: int, templates: str, by: Person
) -> MessageRules:
    require(runs(by, service), "Only the manager of this service can change this.")
    changed, _new = MessageRules.objects.update_or_create(
        service=service,
        defaults={
            "between_members": between_members, "answer_within_hours": answer_within_hours, "templates": templates,
        },
    )  # fmt: skip
    audit.write(who=by, did="changed messages", what=f"service:{service.slug}", service=service)
    return changed
