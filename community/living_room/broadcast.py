"""Telling open pages that something is new, and their processes that something was withdrawn. The database is the
record: a socket only says "new since n", so a message that gets lost costs a moment, never a text."""

import asyncio
import logging
import os
import threading
from functools import cache
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings

log = logging.getLogger(__name__)

LONGEST_S = 2.0  # that a post waits for the layer
#: The group in which the hub of each process listens.
DOORS = "doors"


def group_of_thread(room: int, ref: str) -> str:
    """By its room too: pages opened before a thread went to another room hear nothing of it any more."""
    return f"thread.{room}.{ref}"


def thread_moved_on(room: int, ref: str, number: int) -> None:
    """Called after commit."""
    _tell(group_of_thread(room, ref), {"type": "thread.moved_on", "number": number})


def thread_left(room: int, ref: str) -> None:
    """Called after commit: the thread is not in this room any more."""
    _tell(group_of_thread(room, ref), {"type": "thread.left"})


def look_again() -> None:
    """Called after commit: a key, an account, a session or a role is not what it was."""
    _tell(DOORS, {"type": "look.again"})


def living_room_moved_on(living_room: int, newest: int, change: int) -> None:
    """Called after commit. To the hub of each process, once: it tells its own sockets."""
    _tell(DOORS, {"type": "living_room.moved_on", "place": living_room, "newest": newest, "change": change})


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """A loop that lives as long as the process. The layer keeps a connection for each loop: one that ended with the
    message would connect anew for every post."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="tells open pages", daemon=True).start()
    return loop


# A child has the loop and not the thread that runs it.
os.register_at_fork(after_in_child=_loop.cache_clear)


def _tell(group: str, message: dict[str, Any]) -> None:
    """A layer that is down must not fail what is already saved."""
    try:
        if settings.REDIS_URL:
            said = asyncio.run_coroutine_threadsafe(get_channel_layer().group_send(group, message), _loop())
            said.result(LONGEST_S)
        else:
            async_to_sync(get_channel_layer().group_send)(group, message)
    except Exception as error:
        log.warning("%s: open pages were not told (%s)", group, type(error).__name__)
