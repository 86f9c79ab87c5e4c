"""What somebody may be told of, and how each kind is asked whether it still stands and what it says.

A notice holds no words. Whoever owns what it is about registers, at start, the rows that a person may know of and a
sentence for each: both are asked when the notice is read, and again when a mail is sent."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models

from community.people.models import Person

if TYPE_CHECKING:
    from community.notices.models import Notice


class NoticeKind(models.TextChoices):
    REPLY = "reply", "Somebody replies to me"
    QUOTE = "quote", "Somebody quotes me"
    MENTION = "mention", "Somebody mentions me with @"
    REACTION = "reaction", "Somebody says a kind word to a post of mine"
    MESSAGE = "message", "A message for me"
    HELPER_BREAK = "helper_break", "A helper takes a break, or is back"
    ROOM_OPENED = "room_opened", "A room is opened to me"
    DECISION = "decision", "A moderator decided about something of mine"
    APPEAL = "appeal", "Somebody else looked at a decision again"
    REPORT = "report", "What I told the team about was dealt with"
    WAITING = "waiting", "A moderator read what I sent"
    HANDED = "handed", "A colleague hands a case to me"
    SESSION = "session", "A session in the living room that I want to be reminded of"
    TO_REVIEW = "to_review", "A page of the library waits for my check"
    REVIEWED = "reviewed", "Somebody checked or commented on a page that I work on"
    REVIEW_DUE = "review_due", "A page that I answer for is to be reviewed"
    HELP_WORDS = "help_words", "New words for the help message wait for my approval"


@dataclass(frozen=True, slots=True)
class How:
    """`always`: nobody can switch it off. `mailed`: a mail follows unless the person says otherwise.
    `for_staff`: members are never told of it, and are not asked about it."""

    always: bool = False
    mailed: bool = False
    for_staff: bool = False


HOW: dict[NoticeKind, How] = {
    NoticeKind.MESSAGE: How(always=True, mailed=True),
    NoticeKind.HELPER_BREAK: How(for_staff=True),
    NoticeKind.ROOM_OPENED: How(always=True, mailed=True),
    NoticeKind.DECISION: How(always=True, mailed=True),
    NoticeKind.APPEAL: How(always=True, mailed=True),
    NoticeKind.REPORT: How(always=True),
    NoticeKind.WAITING: How(always=True),
    NoticeKind.HANDED: How(always=True, mailed=True, for_staff=True),
    NoticeKind.SESSION: How(always=True, mailed=True),
    NoticeKind.TO_REVIEW: How(always=True, mailed=True, for_staff=True),
    NoticeKind.REVIEWED: How(always=True, mailed=True, for_staff=True),
    NoticeKind.REVIEW_DUE: How(always=True, mailed=True, for_staff=True),
    NoticeKind.HELP_WORDS: How(always=True, mailed=True, for_staff=True),
}


def how(kind: str) -> How:
    return HOW.get(NoticeKind(kind), How())


@dataclass(frozen=True, slots=True)
class Words:
    """`place` is the heading it stands under, `url` where it leads."""

    place: str
    text: str
    url: str


# The rows that this person may know of now, of the model that notices of these kinds are about.
Stands = Callable[[Person], "models.QuerySet[Any]"]
# Notice id -> what it says to this person; those left out are not shown.
Say = Callable[[Person, "Collection[Notice]"], Mapping[int, Words]]


@dataclass(frozen=True, slots=True)
class Source:
    kinds: tuple[NoticeKind, ...]
    stands: Stands
    say: Say


_sources: list[Source] = []


def register(*kinds: NoticeKind, stands: Stands, say: Say) -> None:
    """A kind that nobody registered is never shown."""
    _sources.append(Source(kinds, stands, say))


def sources() -> list[Source]:
    return _sources
