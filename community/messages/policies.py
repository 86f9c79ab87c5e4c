"""Who may write to whom."""

from typing import Any

from community.messages.models import Conversation, MessageRules
from community.messages.who_reads import READS
from community.muting.policies import blocked_between
from community.people.models import Membership, Person, Service
from community.people.policies import is_welcome, may, rooms_open_to


def has_messages(person: Any) -> bool:
    """Members write; the team finds theirs at the desk."""
    return is_welcome(person) and not person.works_here


def teams_of(person: Person) -> list[Service]:
    """The services whose team this member may write to: those whose rooms a key of theirs opens now."""
    if not has_messages(person):
        return []
    held = Membership.objects.in_force().filter(person=person)
    return list(Service.objects.filter(rooms__memberships__in=held).distinct().order_by("name"))


def can_write_to_team(person: Person, service: Service) -> bool:
    return service in teams_of(person)


def answers(person: Person, service: Service | int) -> bool:
    return may(person, READS, service)


def team_can_write_to(person: Person, member: Person, service: Service) -> bool:
    """Whoever answers for the service, to a member who could write to its team: they must be able to answer."""
    return person.pk != member.pk and answers(person, service) and can_write_to_team(member, service)


def service_between(person: Person, other: Person) -> Service | None:
    """In whose name two members may write to one another: of a room they share, where the service allows it and
    neither blocks the other. None: they may not, and nobody is told which of it it was."""
    if person.pk == other.pk or not has_messages(person) or not has_messages(other):
        return None
    shared = rooms_open_to(person).keys() & rooms_open_to(other).keys()
    allowed = MessageRules.objects.filter(between_members=True, service__rooms__in=shared)
    rules = allowed.select_related("service").order_by("pk").first()
    if rules is None or blocked_between(person, other):
        return None
    return rules.service


def can_write_in(person: Person, conversation: Conversation) -> bool:
    if conversation.other is not None:
        if person.pk not in (conversation.member_id, conversation.other_id):
            return False
        other = conversation.other if person.pk == conversation.member_id else conversation.member
        return service_between(person, other) is not None
    if person.pk == conversation.member_id:
        return can_write_to_team(person, conversation.service)
    return answers(person, conversation.service_id)


def reads_as_staff(person: Person, conversation: Conversation) -> bool:
    """Not one's own: such a reading is written down."""
    own = person.pk in (conversation.member_id, conversation.other_id)
    return not own and answers(person, conversation.service_id)


def rules_of(service: Service) -> MessageRules:
    return MessageRules.objects.filter(service=service).first() or MessageRules(service=service)
