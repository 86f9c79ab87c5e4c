"""Pages of a thread. A page is a range of post numbers, so that nothing is counted and nothing skipped over."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Value

from community.muting.policies import is_muted, muted_by
from community.people.models import Person
from community.rooms.models import Post, Thread

SIZE = 20
WHOLE = 1_000
# Pages shown on each side of the one that is read, beside the first and the last.
BESIDE = 2
LONGEST = 8  # digits of a number in an address


@dataclass(frozen=True, slots=True)
class Page:
    """`number` counts from 1; `last` follows from the thread's newest post number."""

    number: int
    last: int
    posts: list[Any]

    @property
    def previous_number(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next_number(self) -> int | None:
        return self.number + 1 if self.number < self.last else None

    @property
    def newest(self) -> int:
        """The number of the last post on it; 0 when it is empty."""
        return self.posts[-1].number if self.posts else 0

    def numbers(self) -> Iterator[int | None]:
        """1 … 4 5 6 … 50: what a reader may jump to; None stands for what is left out."""
        shown = {1, self.last, *range(self.number - BESIDE, self.number + BESIDE + 1)}
        before = 0
        for number in sorted(n for n in shown if 1 <= n <= self.last):
            if number > before + 1:
                yield None
            yield number
            before = number


def last_page(thread: Thread) -> int:
    return page_of(thread.last_number)


def page_of(number: int) -> int:
    """The page on which a post stands."""
    return max(1, -(-number // SIZE))


def asked_for(text: str | None, default: int = 1) -> int:
    """A number from an address; whatever is none is the default."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= LONGEST else default


def read_page(thread: Thread, number: int, person: Person) -> Page:
    number = min(max(1, number), last_page(thread))
    first = (number - 1) * SIZE + 1
    return Page(number, last_page(thread), _posts(thread, first, first + SIZE - 1, person))


def read_newer(thread: Thread, than: int, person: Person) -> Page:
    """What came after a post, a page of it at most."""
    return Page(page_of(than + 1), last_page(thread), _posts(thread, than + 1, than + SIZE, person))


# The statement that is asked most in the whole building. Django needs ten times as long to put it together from
# expressions as the database to answer it. Who may read the thread was asked before.
_PAGE = """
    SELECT post.xtdcomment_ptr_id, post.in_thread_id, post.room_id, post.author_id, post.number, post.html, post.notes,
        post.state, post.said_as, post.removed_as, post.rule, post.said_at, post.edited_at, post.reply_to_number,
        author.handle AS author_handle, author.ref AS author_ref, author.avatar AS author_avatar,
        (SELECT handle FROM rooms_post AS before JOIN people_person AS asker ON asker.id = before.author_id
            WHERE before.xtdcomment_ptr_id = post.reply_to_id) AS answered,
        EXISTS (SELECT 1 FROM rooms_bookmark WHERE person_id = %s AND post_id = post.xtdcomment_ptr_id) AS kept
    FROM rooms_post AS post JOIN people_person AS author ON author.id = post.author_id
    WHERE post.in_thread_id = %s AND post.number BETWEEN %s AND %s
    ORDER BY post.number
"""
_AUTHOR = ("id", "ref", "handle", "avatar")
"""In the order of the model's fields: `from_db` does not go by names."""


def _posts(thread: Thread, first: int, last: int, person: Person) -> list[Post]:
    """Each with its author's name and picture, with `answered`, the handle of whom it answers, `kept`, whether this
    person bookmarked it, and `muted`, whether they do not want to read its author."""
    posts: list[Any] = list(Post.objects.raw(_PAGE, [person.pk, thread.pk, first, last]))
    muted = muted_by(person)
    for post in posts:
        author = (post.author_id, post.author_ref, post.author_handle, post.author_avatar)
        post.author = Person.from_db(post._state.db, _AUTHOR, author)
        post.muted = post.author_id in muted
    return posts


# What the whole-thread page shows of each post: rows, not models, for there are a thousand of them.
WHOLE_FIELDS = (
    "number", "author__handle", "author_id", "html", "notes", "state", "removed_as", "rule", "said_at", "edited_at",
    "reply_to_number", "reply_to__author__handle",
)  # fmt: skip


def muted_in(person: Person) -> Exists | Value:
    """Staff read everybody, without asking."""
    return Value(False) if person.works_here else is_muted(person, "author")


def read_whole(thread: Thread, person: Person) -> Page:
    """Everything on one page, to read or print; the newest WHOLE posts of a longer thread."""
    first = max(1, thread.last_number - WHOLE + 1)
    found = Post.objects.filter(in_thread=thread, number__range=(first, thread.last_number))
    rows = found.annotate(muted=muted_in(person)).order_by("number")
    return Page(1, 1, list(rows.values_list(*WHOLE_FIELDS, "muted", named=True)))
