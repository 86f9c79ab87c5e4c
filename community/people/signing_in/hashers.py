"""How passwords are hashed, and how many at once: a flood of sign-ins must not starve everybody else."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 2  # as many as the cores we size for
WAITING = 6  # about a fifth of a second of work; whoever comes on top is asked to try again
WAITING_KNOWN = 32
PATIENCE_S = 5.0

# Whether who asks has signed in from this device before: they stand in a queue of their own.
known_here: ContextVar[bool] = ContextVar("known_here", default=False)
_hashing = threading.BoundedSemaphore(AT_ONCE)
_queues = {
    False: threading.BoundedSemaphore(AT_ONCE + WAITING),
    True: threading.BoundedSemaphore(AT_ONCE + WAITING_KNOWN),
}


class TooManyAtOnce(Exception):
    """More people are signing in at this moment than this process can answer."""


@contextmanager
def a_turn() -> Iterator[None]:
    """One of AT_ONCE places; raises TooManyAtOnce when the queue is full or does not move."""
    queue = _queues[known_here.get()]
    if not queue.acquire(blocking=False):
        raise TooManyAtOnce
    try:
        if not _hashing.acquire(timeout=PATIENCE_S):
            raise TooManyAtOnce
        try:
            yield
        finally:
            _hashing.release()
    finally:
        queue.release()


class HouseArgon2(Argon2PasswordHasher):
    """Argon2id sized for two cores: 19 MiB, two passes, about 40 ms (OWASP's floor). Django's default of
    100 MiB on eight lanes would let a flood of sign-ins starve everybody else."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with a_turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with a_turn():
            return super().verify(password, encoded)
