"""What a reader may press under a post: the feelings, and "Keep". Read for a whole page in one statement."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from community.muting.policies import muted_by
from community.people.models import Person
from community.rooms import policies
from community.rooms.models import Feeling, Post, Room
from community.rooms.pages import asked_for

BOOKMARK = "bookmark"
KINDS = {BOOKMARK, *Feeling.values}
NOBODYS = [0]  # an id that no row has: SQL knows no empty list


@dataclass(frozen=True, slots=True)
class Mark:
    """A toggle button. `verb` and `kind` are what pressing it sends: what shall be."""

    kind: str
    label: str
    pressed: bool

    @property
    def verb(self) -> str:
        return "unset" if self.pressed else "set"


@dataclass(frozen=True, slots=True)
class Press:
    """What a button sent: on the post of this number, this mark shall be on or off."""

    number: int
    kind: str
    wanted: bool

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "Press | None":
        """None for what no button of ours sends."""
        for verb in ("set", "unset"):
            number, _space, kind = sent.get(verb, "").partition(" ")
            if asked_for(number, 0) and kind in KINDS:
                return cls(asked_for(number), kind, verb == "set")
        return None


def add_marks(posts: Iterable[Post], *, room: Room, person: Person) -> None:
    """Gives each post `marks` (what this person may press) and `told` (pairs of label and count: who reacted, in
    numbers, for whom may know). Each was fetched with `kept` (community.rooms.pages)."""
    posts = list(posts)
    counts, own = _reactions(posts, room, person)
    for post in posts:
        told = counts[post.pk] if room.shows_reactions or post.author_id == person.pk else {}
        post.told = [(feeling.label, told[feeling]) for feeling in Feeling if told.get(feeling)]
        post.marks = _marks(post, own[post.pk], person)


def _marks(post: Post, own: set[str], person: Person) -> list[Mark]:
    feelings = list(Feeling) if policies.can_react(person, post) else []
    kept = bool(post.kept)
    return [
        *(Mark(feeling.value, feeling.label, feeling.value in own) for feeling in feelings),
        Mark(BOOKMARK, "Keep", kept),
    ]


def _reactions(
    posts: list[Post], room: Room, person: Person
) -> tuple[dict[int, Counter[str]], dict[int, set[str]]]:
    """Post id -> feeling -> how many, and post id -> this person's feelings. What may not be told is not read."""
    ids = [post.pk for post in posts]
    told = ids if room.shows_reactions else [post.pk for post in posts if post.author_id == person.pk]
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    own: dict[int, set[str]] = defaultdict(set)
    for post, feeling, count, mine in _counted(ids, told, muted_by(person), person):
        counts[post][feeling] = count
        if mine:
            own[post].add(feeling)
    return counts, own


# Asked for every page of a thread, and quicker than Django would put it together. What is formatted in are places alone.
_COUNTED = """
    SELECT post_id, feeling, COUNT(*), MAX(CASE WHEN person_id = %s THEN 1 ELSE 0 END)
    FROM rooms_reaction
    WHERE post_id IN ({posts}) AND (person_id = %s OR post_id IN ({told})) AND person_id NOT IN ({muted})
    GROUP BY post_id, feeling
"""


def _counted(
    posts: list[int], told: list[int], muted: Collection[int], person: Person
) -> list[tuple[int, str, int, int]]:
    """Post, feeling, how many, and whether this person is among them: of all posts what this person feels, of those
    `told` what anybody does."""
    lists = {"posts": posts or NOBODYS, "told": told or NOBODYS, "muted": [*muted] or NOBODYS}
    sql = _COUNTED.format(**{name: ", ".join(["%s"] * len(ids)) for name, ids in lists.items()})
    with connection.cursor() as cursor:
        cursor.execute(sql, [person.pk, *lists["posts"], person.pk, *lists["told"], *lists["muted"]])
        return cursor.fetchall()
