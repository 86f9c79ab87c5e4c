"""Is everything that this building stands on well? Whoever knows a part registers it; two addresses and the staff's page
ask them all."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import connection

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """`words` are for staff; nobody else is told more than whether it is well."""

    ok: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """`needed`: without it no page can be answered, and this server should be given no requests."""

    name: str
    ask: Callable[[], Answer]
    needed: bool = False


_parts: dict[str, Part] = {}
# Anybody may ask: however often they do, each part is asked once in so long, by each process.
KEPT_S = 2.0
_kept: tuple[float, dict[str, Answer]] = (0.0, {})


def register(part: Part) -> None:
    _parts[part.name] = part


def answers(*, fresh: bool = False) -> dict[str, Answer]:
    """What each part says; one that fails in whatever way is not well."""
    global _kept
    if fresh or time.monotonic() - _kept[0] > KEPT_S:
        _kept = (time.monotonic(), {part.name: _ask(part) for part in _parts.values()})
    return _kept[1]


def can_serve(said: dict[str, Answer]) -> bool:
    return all(answer.ok for name, answer in said.items() if _parts[name].needed)


def _ask(part: Part) -> Answer:
    try:
        return part.ask()
    except Exception as error:
        log.warning("health: %s does not answer (%s)", part.name, type(error).__name__)
        return Answer(False, f"does not answer ({type(error).__name__})")


def database() -> Answer:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Answer(True, connection.vendor)


def redis() -> Answer:
    """Written and read back: a server that has become a replica answers reads only."""
    if not settings.REDIS_URL:
        return Answer(True, "not used here")
    cache.set("health", "well", 10)
    return Answer(cache.get("health") == "well", "cache and sockets")
