"""Pages of a thread. A page is a range of post numbers, so that nothing is counted and nothing skipped over."""

from dataclasses import dataclass

from community.people.models import Person
from community.rooms.models import Post, ReadMarker, Thread

SIZE = 20
WHOLE = 1_000


@dataclass(frozen=True, slots=True)
class Page:
    """`number` counts from 1; `last` follows from the thread's newest post number."""

    number: int
    last: int
    posts: list[Post]

    @property
    def previous_number(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next_number(self) -> int | None:
        return self.number + 1 if self.number < self.last else None


def last_page(thread: Thread) -> int:
    return max(1, -(-thread.last_number // SIZE))


def page_of(number: int) -> int:
    """The page on which a post stands."""
    return max(1, -(-number // SIZE))


def read_page(thread: Thread, number: int) -> Page:
    number = min(max(1, number), last_page(thread))
    first = (number - 1) * SIZE + 1
    return Page(number, last_page(thread), _posts(thread, first, first + SIZE - 1))


def read_whole(thread: Thread) -> Page:
    """Everything on one page, to read or print; the newest WHOLE posts of a longer thread."""
    first = max(1, thread.last_number - WHOLE + 1)
    return Page(1, 1, _posts(thread, first, thread.last_number))


def _posts(thread: Thread, first: int, last: int) -> list[Post]:
    found = Post.objects.filter(in_thread=thread, number__range=(first, last))
    return list(found.lean_with_authors().order_by("number"))


def last_read(thread: Thread, person: Person) -> int:
    """The number of the newest post this person has seen; 0 when they have not been here."""
    return (
        ReadMarker.objects.filter(person=person, in_thread=thread).values_list("number", flat=True).first()
        or 0
    )
