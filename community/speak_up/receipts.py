"""Seven words, shown once. Who has them opens the report's other side; nobody can ask for them again.

7 of 7,776 words are 90 bits. They are reckoned from the form's own random number, which only the reporter's page
holds: sent a second time, as after a broken connection, the same form gets the same words and makes no second report."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings

from community.speak_up import sealing

WORDS = 7
LONGEST = 128
LIST = Path(__file__).with_name("words") / "eff_large.txt"
# One guess at a time in the whole process: a flood of guesses waits for itself.
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Opener:
    """What a receipt stands for: `lookup` finds the report, `private` opens it."""

    lookup: bytes
    private: bytes


@cache
def words() -> tuple[str, ...]:
    return tuple(LIST.read_text().split())


def derived(purpose: str, *parts: bytes, length: int = 32) -> bytes:
    """A key of this side's secret for one purpose."""
    found = hashlib.blake2b(key=settings.SPEAK_UP_SECRET, digest_size=length, person=purpose.encode()[:16])
    for part in parts:
        found.update(len(part).to_bytes(4, "big") + part)
    return found.digest()


def receipt_for(number: bytes) -> str:
    """The words that belong to a form's random number of at least 16 bytes."""
    drawn = int.from_bytes(derived("receipt", number, length=64), "big")
    found = []
    for _ in range(WORDS):
        drawn, which = divmod(drawn, len(words()))
        found.append(words()[which])
    return " ".join(found)


def plain(typed: str) -> str:
    """Capitals, spaces, dashes and line ends do not matter: no word of the list begins another."""
    return re.sub(r"[^a-z]", "", typed[:LONGEST].lower())


def opener(receipt: str) -> Opener:
    with _one_at_a_time:
        both = sealing.stretch(
            plain(receipt), salt=derived("salt", length=16), length=64, cost=settings.SPEAK_UP_KDF
        )
    return Opener(lookup=hmac.digest(derived("lookup"), both[:32], "sha256"), private=both[32:])
