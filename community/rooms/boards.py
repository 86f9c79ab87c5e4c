"""The threads of a room, a page at a time, in the order a reader asks for. Each page is a stretch of an index:
threads are never counted, so page n says only whether there is a page after it."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BooleanField, Exists, OuterRef, Value
from django.utils import timezone

from community.muting.policies import muted_by
from community.people.models import Person
from community.people.policies import rooms_open_to
from community.rooms.models import Post, Room, Thread
from community.rooms.models.in_sql import in_sql
from community.rooms.models.rooms import RoomQuerySet
from community.rooms.models.threads import ThreadQuerySet
from community.rooms.restraints import with_restraints_on

SIZE = 20
# Further back one finds by searching.
LAST_PAGE = 1_000
MOST_PINNED = 5
NEW_IN_LOBBY = 8
# "New since you were here" looks no further back: what is older is no news.
NEWS = timedelta(days=30)
# How to sort: name in the address -> (words, order). The first is the usual one.
SORTS = {
    "newest": ("Newest reply", ("-last_post_at", "-id")),
    "started": ("Newest thread", ("-opened_at", "-id")),
    "waiting": ("Waiting for a reply", ("-opened_at", "-id")),
}
USUAL = next(iter(SORTS))


@dataclass(frozen=True, slots=True)
class Board:
    """`threads` came with what this person has seen of them; `pinned` stands on the first page only."""

    number: int
    sort: str
    threads: list[Thread]
    pinned: list[Thread]
    more: bool

    @property
    def previous_number(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next_number(self) -> int | None:
        return self.number + 1 if self.more else None

    @property
    def sorts(self) -> list[tuple[str, str]]:
        return [(name, words) for name, (words, _order) in SORTS.items()]


def news_for(person: Person, threads: ThreadQuerySet) -> ThreadQuerySet:
    """Of these threads, those with something new: what somebody muted wrote is no news."""
    new = threads.new_to(person)
    muted = muted_by(person)
    if not muted:
        return new
    marker = person.read_markers.filter(in_thread=OuterRef("in_thread"), number__gte=OuterRef("number"))
    unread = Post.objects.filter(in_thread=OuterRef("pk")).exclude(author__in=muted).exclude(Exists(marker))
    return new.exclude(author__in=muted).filter(Exists(unread))


_PINNED = "EXISTS (SELECT 1 FROM rooms_thread WHERE room_id = rooms_room.id AND pinned_at IS NOT NULL)"


# As `muting.policies.is_muted`, for a member: whoever works here is never muted.
_MUTED = """EXISTS (SELECT 1 FROM muting_mute JOIN people_person AS other ON other.id = other_id
    WHERE person_id = %s AND other_id = rooms_thread.author_id AND NOT works_here)"""


def rooms_to_read(person: Person) -> RoomQuerySet:
    """The rooms open to this person, with what their boards would otherwise each ask a statement for: whether anything
    is pinned there (`has_pinned`), or in force."""
    rooms = Room.objects.visible_to(person).select_related("service")
    return with_restraints_on(rooms, person).annotate(has_pinned=in_sql(_PINNED, field=BooleanField()))


def read_board(room: Room, person: Person, *, number: int = 1, sort: str = USUAL) -> Board:
    number, sort = min(max(1, number), LAST_PAGE), sort if sort in SORTS else USUAL
    muted = Value(False) if person.works_here else in_sql(_MUTED, person.pk, field=BooleanField())
    threads = room.threads.with_handles().with_place_of(person).annotate(muted=muted)
    in_order = threads.filter(last_number=1) if sort == "waiting" else threads
    first = (number - 1) * SIZE
    found: list[Thread] = list(in_order.order_by(*SORTS[sort][1])[first : first + SIZE + 1])
    pinned: list[Thread] = []
    if number == 1 and getattr(room, "has_pinned", True):
        pinned = list(threads.filter(pinned_at__isnull=False).order_by("-pinned_at")[:MOST_PINNED])
    return Board(number, sort, found[:SIZE], pinned, len(found) > SIZE)


def rooms_with_news(person: Person) -> RoomQuerySet:
    """The rooms open to this person; `has_news` says whether something is there that they have not seen."""
    recent = Thread.objects.filter(room=OuterRef("pk"), last_post_at__gt=timezone.now() - NEWS)
    rooms = Room.objects.visible_to(person).select_related("service")
    return rooms.annotate(has_news=Exists(news_for(person, recent)))


def news(person: Person) -> list[Thread]:
    """Threads with posts that this person has not seen, the newest first, with their rooms."""
    recent = Thread.objects.filter(
        room__in=rooms_open_to(person).keys(), last_post_at__gt=timezone.now() - NEWS
    )
    found = news_for(person, recent).select_related("room").with_handles().with_place_of(person)
    return list(found.order_by("-last_post_at", "-id")[:NEW_IN_LOBBY])
