"""What every search backend can be asked. The contract is `tests/integration/search/test_contract.py`."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from search.documents import Document, microseconds, moment_of
from search.matching import Span
from search.terms import NO_TERMS, Term, Terms

PAGE_SIZE = 20


class SearchIsDown(Exception):
    """The engine cannot answer now. Nothing is lost: what it does not hold yet is owed in the database."""


DRIFTED = (
    "The search index has another shape than this version writes: run `manage.py rebuild_search`, then start."
)


class Capability(StrEnum):
    WORDS = "words"
    PHRASE = "phrase"
    PREFIX = "prefix"
    NEAR = "near"
    FUZZY = "fuzzy"
    MORE_LIKE_THIS = "more like this"


class Sort(StrEnum):
    """By what every text has, and never by how well it fits: no number and no order may tell of what one may not see."""

    NEWEST = "newest"
    OLDEST = "oldest"
    URGENT = "urgent"  # the most urgent first, as the rules have judged; within that the newest


# Stands for the priority of a text in which no rule found anything.
NO_PRIORITY = 9


@dataclass(frozen=True, slots=True)
class Cursor:
    """The text after which a page goes on, in whatever order. `priority` counts where the order is by it, and stands
    in no other: a member reads their address bar, and nobody tells them how urgent a text was found."""

    said_at: datetime
    ref: UUID
    priority: int = NO_PRIORITY

    def __str__(self) -> str:
        return f"{microseconds(self.said_at)}-{self.ref.hex}-{self.priority}"

    @classmethod
    def read(cls, written: str) -> "Cursor | None":
        """None for whatever is not a cursor: the address bar is open to everybody."""
        try:
            moment, ref, priority = written.split("-")
            return cls(moment_of(int(moment)), UUID(hex=ref), min(max(int(priority), 0), NO_PRIORITY))
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True, slots=True)
class Query:
    """`room_ids` and `service_ids` are the fence and always apply: texts of these rooms, and what was said in no room
    of these services. Both empty find nothing.

    `said_from` is included, `said_to` is not. `author_ref` is a Person's ref, `kind` a Kind, `priority` 1 to 4 or 0 for
    any. `but`: the text that others shall be like.
    """

    room_ids: frozenset[int]
    terms: Terms = NO_TERMS
    author_ref: str = ""
    kind: str = ""
    priority: int = 0
    service_ids: frozenset[int] = frozenset()
    but: UUID | None = None
    sort: Sort = Sort.NEWEST
    said_from: datetime | None = None
    said_to: datetime | None = None
    standing_only: bool = True
    after: Cursor | None = None
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Clause:
    """Any one of these terms, over all readings of a text: what a rule's clause can be asked as."""

    any_of: tuple[Term, ...]
    room_ids: frozenset[int]
    said_from: datetime | None = None
    said_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """`highlights` are [start, end) characters of the raw text, never markup of an engine's making."""

    ref: UUID
    highlights: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """`older` leads on when there may be more; a page may be short and still lead on."""

    hits: list[Hit] = field(default_factory=list)
    older: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Health:
    ok: bool
    documents: int
    reason: str = ""
    mapping: str = ""


class Backend(Protocol):
    """Every call may raise SearchIsDown, but for `health`, which says it."""

    capabilities: frozenset[Capability]

    def index(self, documents: Iterable[Document]) -> set[UUID]:
        """Take these in, in bulk. Again changes nothing; older than what is held is ignored. Returns the refs
        it refused: they stay owed."""
        ...

    def delete(self, refs: Iterable[UUID]) -> None: ...

    def settle(self) -> None:
        """Make what was taken in findable now, instead of within a second."""
        ...

    def search(self, query: Query) -> Page: ...

    def refs(self, query: Query, *, most: int) -> tuple[list[UUID], bool]:
        """Of up to `most` texts that match, in its order; and whether those are all."""
        ...

    def named(self, queries: Mapping[str, Query], among: Collection[UUID]) -> dict[str, set[UUID]]:
        """Which of these texts each query matches: one question for all of them."""
        ...

    def candidates(self, clause: Clause) -> Iterator[UUID]:
        """Every text that could match, and perhaps some that do not: the judge decides. Oldest first."""
        ...

    def health(self) -> Health: ...
