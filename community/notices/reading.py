"""What stands on somebody's page of notices: made now, from what they are about, for this reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from community.notices.kinds import Words, sources
from community.notices.models import Notice
from community.people.models import Person

# More than so many new ones are "99 or more": a number that grows without end helps nobody.
MOST_COUNTED = 99
SIZE = 30


@dataclass(frozen=True, slots=True)
class Line:
    notice: Notice
    words: Words

    @property
    def is_new(self) -> bool:
        return self.notice.read_at is None


@dataclass(frozen=True, slots=True)
class Group:
    place: str
    lines: list[Line]


def unread(person: Person) -> int:
    """How many are new, counted to MOST_COUNTED; kept for one request on the person.

    Every page asks. What one may know of is a long condition, so a short one goes before it: of which kinds is there
    anything at all? Mostly of none."""
    kept: int | None = person.__dict__.get("_unread")
    if kept is None:
        kinds = set(person.notices.unread().order_by().values_list("kind", flat=True).distinct())
        kept = _count(person, kinds) if kinds else 0
        person.__dict__["_unread"] = kept
    return kept


def _count(person: Person, kinds: set[str]) -> int:
    new = Notice.objects.visible_to(person, kinds).unread().order_by()
    return new[:MOST_COUNTED].count()


def groups(notices: Iterable[Notice], person: Person) -> list[Group]:
    """Under the place where it happened; the place with the newest first."""
    lines = say(notices, person)
    order = {place: n for n, place in reversed(list(enumerate(line.words.place for line in lines)))}
    in_order = sorted(lines, key=lambda line: order[line.words.place])
    return [Group(place, list(some)) for place, some in groupby(in_order, key=lambda line: line.words.place)]


def say(notices: Iterable[Notice], person: Person) -> list[Line]:
    """Each with its sentence; what may not be known any more is left out."""
    notices = list(notices)
    said: dict[int, Words] = {}
    for source in sources():
        if some := [notice for notice in notices if notice.kind in source.kinds]:
            said |= source.say(person, some)
    return [Line(notice, said[notice.pk]) for notice in notices if notice.pk in said]
