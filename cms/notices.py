"""What somebody is told when something that was open to them is not any more: what happened, in plain words, and
whom to ask. Never what it was that closed: the same notice stands on every page that is not there for them.

`cms` knows nothing of keys: `community` registers the answer at start."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Notice:
    """`url`, with its `url_words`: where more of it stands."""

    title: str
    happened: str
    ask: str
    url: str = ""
    url_words: str = ""


SIGNED_OUT = Notice(
    "You have been signed out",
    "This happens when you were away for a while, signed out in another window, or when a password or something "
    "else about an account was changed. What you posted is still there.",
    "Sign in again to go on. If that does not work, ask the team that gave you your key.",
)


# In the address of the sign-in page, where a session had ended.
SIGNED_OUT_MARK = "signed-out"


def _nothing_happened(person: Any) -> Notice | None:
    return None


_notice_for: Callable[[Any], Notice | None] = _nothing_happened


def register(answer: Callable[[Any], Notice | None]) -> None:
    """`answer(person)` returns what this person has to be told, or None."""
    global _notice_for
    _notice_for = answer


def notice_for(person: Any) -> Notice | None:
    return _notice_for(person)
