"""What was answered so far travels in the page, sealed: nothing of a report that was not sent is kept anywhere.

The key is of a day, and yesterday's opens too: a page of the day before yesterday has to be begun again. No time is
inside but the minute when the form was opened, which the slower way without script needs."""

import base64
import binascii
import secrets
import time
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from community.speak_up import sealing
from community.speak_up.receipts import derived

PLACE = "draft"
MOST_CHARACTERS = 700_000


class OutOfDate(Exception):
    """Not of today or yesterday, or not made by us."""


@dataclass(frozen=True, slots=True)
class Draft:
    """`number` becomes the receipt; `began` is seconds of the clock when the form was opened."""

    number: str = field(default_factory=lambda: secrets.token_hex(16))
    began: float = field(default_factory=time.time)
    answers: dict[str, Any] = field(default_factory=dict)

    def with_answers(self, **more: Any) -> "Draft":
        return replace(self, answers=self.answers | more)

    @property
    def challenge(self) -> str:
        """What the browser's sum is about; tells nothing of the number itself."""
        return derived("challenge", self.number.encode(), length=16).hex()


def sealed(content: dict[str, Any], *, place: str = PLACE) -> str:
    closed = sealing.close_words(content, key=_key(timezone.localdate()), place=place)
    return base64.urlsafe_b64encode(closed).decode()


def opened(text: str, *, place: str = PLACE) -> dict[str, Any]:
    """Raises OutOfDate."""
    try:
        closed = base64.urlsafe_b64decode(text[:MOST_CHARACTERS])
    except (binascii.Error, ValueError) as error:
        raise OutOfDate from error
    for days in (0, 1):
        try:
            return sealing.open_words(
                closed, key=_key(timezone.localdate() - timedelta(days=days)), place=place
            )
        except sealing.Unreadable:
            continue
    raise OutOfDate


def to_field(draft: Draft) -> str:
    return sealed({"number": draft.number, "began": draft.began, "answers": draft.answers})


def from_field(text: str) -> Draft:
    return Draft(**opened(text))


def _key(day: date) -> bytes:
    return derived("draft", day.isoformat().encode())
