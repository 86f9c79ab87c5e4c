"""What one may do in a living room that is open to one. Whether it is open: `LivingRoom.objects.visible_to`."""

from datetime import datetime

from django.utils import timezone

from community.living_room.hours import Hours
from community.living_room.models import Line, LivingRoom, SentOut
from community.people.models import Person
from community.people.policies import Entry, may, require, rooms_open_to
from community.people.roles import CARDS, STAFF_ROLES, Permission
from community.rooms.models import Measure, Room
from community.rooms.restraints import Restraints, restraints_on

NO_WORDS_OF_YOURS = "You can only take back your own lines, and only while they stand."


def rooms_behind(living_room: LivingRoom) -> frozenset[int]:
    """Any one of these opens it."""
    if living_room.room_id is not None:
        return frozenset({living_room.room_id})
    return frozenset(Room.objects.filter(service=living_room.service_id).values_list("pk", flat=True))


def entry_to(person: Person, living_room: LivingRoom) -> Entry | None:
    """As whom one stands there: by the room it belongs to; in that of a service as staff before all else."""
    mine, behind = rooms_open_to(person), rooms_behind(living_room)
    found = [mine[pk] for pk in sorted(behind) if pk in mine]
    return min(found, key=lambda entry: entry.role not in STAFF_ROLES, default=None)


def hosts(person: Person, living_room: LivingRoom) -> bool:
    """Slow, close, hide, send out, plan: those who moderate the service."""
    return may(person, Permission.MODERATE, living_room.service_id)


def require_hosts(person: Person, living_room: LivingRoom) -> None:
    require(hosts(person, living_room), "Only moderators and clinicians of this service can do this.")


def sent_out(person: Person, living_room: LivingRoom, now: datetime | None = None) -> SentOut | None:
    rows = SentOut.objects.in_force(now).filter(living_room=living_room, person=person)
    return rows.order_by("-until").first()


def require_in(person: Person, living_room: LivingRoom, now: datetime | None = None) -> None:
    """Who was asked to leave neither reads nor writes there until it is over."""
    out = sent_out(person, living_room, now)
    if out is not None:
        until = timezone.localtime(out.until)
        require(
            False, f"You were asked to leave this living room until {until:%H:%M on %-d %B}. {out.sentence}"
        )


def why_not_say(person: Person, living_room: LivingRoom, hours: Hours) -> str:
    """The sentence for whoever may not write here now; empty for who may. Hosts write at all hours."""
    entry = entry_to(person, living_room)
    if entry is None or Permission.POST not in CARDS[entry.role].permissions:
        return "You can read here, and not write."
    if hosts(person, living_room):
        return ""
    restraints = _restraints(person, living_room)
    if restraints.stops is not None:
        return f"You cannot write here for now. {restraints.stops.sentence}"
    if restraints.holds is not None:
        return "A moderator reads what you post first, so you cannot talk here for now. You can write in a thread."
    if living_room.closed_at is not None:
        return "The team has closed this living room for now. You can read."
    if not hours.staffed and living_room.outside_hours == LivingRoom.OutsideHours.READ_ONLY:
        return "Nobody of the team is here now, so you can read, and not write."
    return ""


def _restraints(person: Person, living_room: LivingRoom) -> Restraints:
    """What is on the room beside it and on the person; of the living room of a service, on the person."""
    if living_room.room is not None:
        return restraints_on(person, living_room.room)
    on_them = Measure.objects.in_force().filter(person=person.pk, service=living_room.service_id)
    return Restraints(tuple(on_them.exclude(kind=Measure.Kind.SUSPEND)))


def can_take_back(person: Person, line: Line) -> bool:
    """Also when nothing more can be written."""
    return line.author_id == person.pk and line.stands


def can_hide(person: Person, line: Line) -> bool:
    return line.stands and hosts(person, line.living_room)


def can_send_out(person: Person, member: Person, living_room: LivingRoom) -> bool:
    """Members who may enter; nobody sends out colleagues or themselves."""
    return (
        person.pk != member.pk
        and not member.works_here
        and hosts(person, living_room)
        and entry_to(member, living_room) is not None
    )


def require_may_send_out(person: Person, member: Person, living_room: LivingRoom) -> None:
    require(
        can_send_out(person, member, living_room),
        "Only moderators and clinicians of this service can do this, and only to members who may enter.",
    )
