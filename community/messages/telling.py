"""That there is a message: to the member, or to whom of the team knows them; and where a message stands."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from community.messages import policies
from community.messages.models import Conversation, Message
from community.notices import kinds
from community.notices.actions import tell_each
from community.notices.kinds import NoticeKind, Words
from community.notices.models import Notice
from community.people.models import NamedClinician, Person
from community.utterances.places import Place


def tell(conversation: Conversation, *, by: Person) -> None:
    """The whole team finds it at the desk; those who know the member are told as well."""
    whom = {conversation.member_id, conversation.other_id} - {None}
    if conversation.is_with_team and by.pk == conversation.member_id:
        known = NamedClinician.objects.in_force().filter(
            member=by, service=conversation.service_id, clinician__works_here=True
        )
        whom = set(known.values_list("clinician_id", flat=True))
    told = {pk: NoticeKind.MESSAGE for pk in whom if pk is not None}
    tell_each(told, about=conversation, by=by)


def standing(person: Person) -> QuerySet[Conversation]:
    return Conversation.objects.visible_to(person)


def say(person: Person, notices: Collection[Notice]) -> dict[int, Words]:
    found = standing(person).filter(pk__in=[notice.about_id for notice in notices])
    about = {one.pk: one for one in found.select_related("service", "member", "other")}
    return {
        notice.pk: Words(
            "Messages", _sentence(about[notice.about_id], person), address(about[notice.about_id], person)
        )
        for notice in notices
        if notice.about_id in about
    }


def _sentence(conversation: Conversation, person: Person) -> str:
    if conversation.other is not None:
        other = conversation.other if person.pk == conversation.member_id else conversation.member
        return f"A message from {other.handle}"
    if person.pk == conversation.member_id:
        return f"A message from the team of {conversation.service.name}"
    return f"A message from {conversation.member.handle} to the team"


def address(conversation: Conversation, person: Person) -> str:
    own = person.pk in (conversation.member_id, conversation.other_id)
    return reverse("conversation" if own else "desk_conversation", args=[conversation.ref])


def of_messages(person: Any, source_ids: Iterable[int]) -> dict[int, Place]:
    kept = dict(Message.objects.filter(pk__in=list(source_ids)).values_list("pk", "conversation_id"))
    places = of_conversations(person, kept.values())
    return {pk: places[conversation] for pk, conversation in kept.items() if conversation in places}


def of_conversations(person: Any, source_ids: Iterable[int]) -> dict[int, Place]:
    found = standing(person).filter(pk__in=list(source_ids)).select_related("service")
    return {one.pk: Place(address(one, person), f"Messages, {one.service.name}") for one in found}


def offer(viewer: Person, person: Person) -> tuple[str, str] | None:
    """On somebody's profile, where members may write to one another."""
    if policies.service_between(viewer, person) is None:
        return None
    return f"Send a message to {person.handle}", reverse("message_member", args=[person.ref])


def register() -> None:
    kinds.register(NoticeKind.MESSAGE, stands=standing, say=say)
