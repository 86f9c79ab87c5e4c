"""Who may report, raise, decide, and ask for a decision to be looked at again."""

from community.moderation.models import Appeal, Decision, Reported
from community.people.models import Person, Service
from community.people.policies import is_welcome, may, require
from community.people.roles import Permission
from community.rooms.models import Measure, Post, Room
from community.rooms.policies import raises_in, room_moderated_for, rooms_shared

APPEALED = frozenset(
    {Decision.Kind.HIDE, Decision.Kind.MOVE, Decision.Kind.MEASURE, Decision.Kind.ABOUT, Decision.Kind.STORY}
)
# The desk would read about a colleague, and its cases are for members. What a colleague wrote can be reported.
OF_A_COLLEAGUE = (
    "Somebody who works here wrote this, and the desk is for members. If you worry about them, tell them, or who runs the"
    " service. If it breaks a house rule, report it to the team."
)
NOT_OWN = "You cannot report what you wrote yourself. You can change it or remove it."


def can_report(person: Person, about: Person) -> bool:
    """Anybody who reads it, but not their own words."""
    return is_welcome(person) and about.pk != person.pk


def can_raise(person: Person, post: Post) -> bool:
    """Helpers, volunteers, social workers and moderators, in rooms they enter; not their own post, and none of the staff."""
    if post.author_id == person.pk or post.author.works_here:
        return False
    return post.is_published and raises_in(person, post.room)


def can_deal_with(person: Person, reported: Reported) -> bool:
    return Reported.objects.visible_to(person).filter(pk=reported.pk).exists()


def can_measure(person: Person, member: Person) -> bool:
    """Members who enter a room that one moderates. Colleagues are for their manager; nobody measures themselves."""
    return not member.works_here and room_moderated_for(person, member) is not None


def measures_in(person: Person, member: Person, service: Service) -> bool:
    """In this service: moderates it, and the member enters a room of it."""
    rooms = Room.objects.filter(pk__in=rooms_shared(person, member), service=service)
    return may(person, Permission.MODERATE, service) and rooms.exists()


def can_lift(person: Person, measure: Measure) -> bool:
    return may(person, Permission.MODERATE, measure.service_id) and measure.person_id != person.pk


def can_appeal(person: Person, decision: Decision) -> bool:
    """Once, against what still stands, also when nothing else is open to one."""
    mine = decision.about_id == person.pk and decision.by_id != person.pk
    return (
        mine
        and decision.stands
        and decision.kind in APPEALED
        and not Appeal.objects.filter(decision=decision).exists()
    )


def can_decide_appeal(person: Person, appeal: Appeal) -> bool:
    """Never who decided before, nor who appeals."""
    return Appeal.objects.visible_to(person).filter(pk=appeal.pk).exists()


def require_may_raise(person: Person, post: Post) -> None:
    require(not post.author.works_here or not raises_in(person, post.room), OF_A_COLLEAGUE)
    require(
        can_raise(person, post),
        "Helpers, volunteers and the team can ask a clinician to read a post of somebody else.",
    )


def require_may_measure(person: Person, member: Person) -> None:
    require(
        can_measure(person, member),
        "Only moderators of a service this member is in can do this, and not to colleagues or themselves.",
    )
