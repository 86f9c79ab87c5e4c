"""Abuse without knowing anybody: a sum that the browser does, a slower way for those without script, and buckets over
all together. Counters live in this process and die with it; none has a key that is about a visitor."""

import hashlib
import time
from dataclasses import dataclass, field
from enum import Enum
from threading import Lock

from django.conf import settings

from community.speak_up.drafts import Draft

# A SHA-256 with this many leading zero bits takes 65,536 tries: a second or two in a browser.
BITS = 16


class Way(Enum):
    WORKED = "the browser did the sum"
    SLOW = "without script, after a while"
    CROWDED = "without script, while more come than the slower way holds"
    WAIT = "too soon without script"


@dataclass
class Bucket:
    """Holds `most`, and fills again by `a_minute`."""

    most: float
    a_minute: float
    left: float = -1
    looked: float = field(default_factory=time.monotonic)
    lock: Lock = field(default_factory=Lock)

    def take(self) -> bool:
        with self.lock:
            now = time.monotonic()
            before = self.most if self.left < 0 else self.left
            self.left = min(self.most, before + (now - self.looked) * self.a_minute / 60)
            self.looked = now
            if self.left < 1:
                return False
            self.left -= 1
            return True


slow_way = Bucket(most=20, a_minute=10)
guesses = Bucket(most=60, a_minute=60)


def is_done(challenge: str, answer: str) -> bool:
    if not answer.isdecimal() or len(answer) > 12:
        return False
    found = hashlib.sha256(f"{challenge}:{answer}".encode()).digest()
    return int.from_bytes(found[:4], "big") >> (32 - BITS) == 0


def way_of(draft: Draft, answer: str) -> Way:
    """A report is never turned away for what others send: past the slower way's bucket it is kept, and marked, so that
    guardians can read the others first."""
    if is_done(draft.challenge, answer):
        return Way.WORKED
    if seconds_to_wait(draft) > 0:
        return Way.WAIT
    return Way.SLOW if slow_way.take() else Way.CROWDED


def seconds_to_wait(draft: Draft) -> int:
    return max(0, int(draft.began + settings.SPEAK_UP_SLOW_WAY_S - time.time() + 0.999))
