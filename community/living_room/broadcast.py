"""Telling open pages that something is new. The database is the record: a socket only says "new since n",
so a message that gets lost costs a moment, never a text."""

import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

log = logging.getLogger(__name__)


def group_of_thread(ref: str) -> str:
    return f"thread.{ref}"


def thread_moved_on(ref: str, number: int) -> None:
    """Called after commit. A layer that is down must not fail the post that is already saved."""
    try:
        async_to_sync(get_channel_layer().group_send)(
            group_of_thread(ref), {"type": "thread.moved_on", "number": number}
        )
    except Exception as error:
        log.warning("thread %s: open pages were not told (%s)", ref, type(error).__name__)
