"""What a reader may press under a post: the feelings, and "Keep". Read for a whole page in one statement."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from community.muting.policies import muted_by
from community.people.models import Person
from community.rooms import policies
from community.rooms.models import Feeling, Post, Reaction, Room
from community.rooms.pages import asked_for

BOOKMARK = "bookmark"
KINDS = {BOOKMARK, *Feeling.values}


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
    kept: bool = post.kept
    return [
        *(Mark(feeling.value, feeling.label, feeling.value in own) for feeling in feelings),
        Mark(BOOKMARK, "Keep", kept),
    ]


def _reactions(
    posts: list[Post], room: Room, person: Person
) -> tuple[dict[int, Counter[str]], dict[int, set[str]]]:
    """Post id -> feeling -> how many, and post id -> this person's feelings. What may not be told is not read."""
    found = Reaction.objects.filter(post__in=[post.pk for post in posts])
    if not room.shows_reactions:
        found = found.filter(
            Q(person=person) | Q(post__in=[post.pk for post in posts if post.author_id == person.pk])
        )
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    own: dict[int, set[str]] = defaultdict(set)
    if muted := muted_by(person):
        found = found.exclude(person__in=muted)
    rows = found.values_list("post", "feeling")
    for post, feeling, count, mine in rows.annotate(Count("pk"), mine=Count("pk", filter=Q(person=person))):
        counts[post][feeling] = count
        if mine:
            own[post].add(feeling)
    return counts, own
