"""Newcomers whom nobody has answered yet."""

from django.db.models import Exists, OuterRef
from django.db.models.query import QuerySet

from community.people.models import Person
from community.people.policies import rooms_open_to
from community.people.roles import Role
from community.rooms.models import Measure, Post, PostState, Room, Thread
from community.rooms.policies import moderates

MOST_SHOWN = 50


def welcomes(person: Person) -> bool:
    return bool(_rooms(person))


def _rooms(person: Person) -> list[int]:
    """Where they stand as a helper, or moderate."""
    entries = rooms_open_to(person)
    helped = {pk for pk, entry in entries.items() if entry.role == Role.RECOVERED}
    if not person.works_here:
        return list(helped)
    rooms = Room.objects.filter(pk__in=entries.keys())
    return list(helped | {room.pk for room in rooms if moderates(person, room)})


def waiting_for_first_reply(person: Person) -> QuerySet[Thread]:
    """The first thread of a member, while nobody else has written in it: the longest waiting first, with its room and
    author's name. For recovered helpers and moderators, in rooms they enter; for everybody else nothing."""
    earlier = Thread.objects.filter(author=OuterRef("author"), opened_at__lt=OuterRef("opened_at"))
    stands = Post.objects.filter(in_thread=OuterRef("pk"), number=1, state=PostState.PUBLISHED)
    read_only = Measure.objects.in_force().filter(thread=OuterRef("pk"), kind=Measure.Kind.PAUSE)
    waiting = Thread.objects.visible_to(person).filter(
        Exists(stands), room__in=_rooms(person), last_number=1, title_gone=False, author__works_here=False,
        author__is_active=True,
    )  # fmt: skip
    found = waiting.exclude(author=person).exclude(Exists(earlier)).exclude(Exists(read_only))
    return found.select_related("room").with_handles().with_place_of(person).order_by("opened_at", "pk")
