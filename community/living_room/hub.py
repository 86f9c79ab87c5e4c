"""All open sockets of one process. One watcher asks the database, for all of them together, whether what they
stand on still holds: every LOOK_EVERY_S, and at once when the channel layer says that something was withdrawn.
The layer only hurries it: one that is down, or that does not reach this process, costs a second or two.

A socket that nobody could look after for BLIND_S is closed too: it might be somebody's who should not be there."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import connections

from community.living_room.broadcast import DOORS
from community.living_room.standing import Claim, still_standing

log = logging.getLogger(__name__)

LOOK_EVERY_S, OLDEST_S, BLIND_S = 1.5, 2.0, 4.0
SHORTEST_PAUSE_S = 0.2  # between two looks, when many things are withdrawn one after the other
# Outside the range of codes that browsers reserve: "this place is not open to you (any more)".
NOT_OPEN = 4404
TRY_AGAIN = 1013


@dataclass(eq=False, slots=True)
class Open:
    """One socket. `seen_at` is when its claim was last known to hold (time.monotonic)."""

    claim: Claim
    close: Callable[[int], Awaitable[None]]
    seen_at: float


class Hub:
    def __init__(self) -> None:
        self.sockets: set[Open] = set()
        self.hurry, self.one_look = asyncio.Event(), asyncio.Lock()
        self.watcher: asyncio.Task[None] | None = None
        # A thread of its own: those of pages and of sockets that connect may all be busy.
        self.thread = ThreadPoolExecutor(1, "hub")

    def join(self, claim: Claim, close: Callable[[int], Awaitable[None]], seen_at: float) -> Open:
        socket = Open(claim, close, seen_at)
        self.sockets.add(socket)
        if self.watcher is None or self.watcher.done():
            self.watcher = asyncio.create_task(self._watch())
        return socket

    def leave(self, *sockets: Open) -> None:
        self.sockets.difference_update(sockets)
        if not self.sockets:
            self.hurry.set()  # the watcher ends

    async def stands(self, socket: Open) -> bool:
        """Whether something may be said to this socket now; asks again when the last answer is too old."""
        if self.hurry.is_set() or _age(socket) > OLDEST_S:
            await self.look()
        return socket in self.sockets and _age(socket) <= OLDEST_S

    async def look(self) -> None:
        """Once over all sockets. Those that stand on nothing any more are closed."""
        async with self.one_look:
            self.hurry.clear()
            began, sockets = time.monotonic(), list(self.sockets)
            standing = await self._in_thread(still_standing, {socket.claim for socket in sockets})
            fallen = [socket for socket in sockets if socket.claim not in standing]
            for socket in set(sockets).difference(fallen):
                socket.seen_at = began
        await self._close(fallen, NOT_OPEN)

    async def _in_thread(self, function: Callable[..., Any], *arguments: object) -> Any:
        return await database_sync_to_async(function, thread_sensitive=False, executor=self.thread)(
            *arguments
        )

    async def _close(self, sockets: Collection[Open], code: int) -> None:
        closing = [socket.close(code) for socket in sockets if socket in self.sockets]
        self.leave(*sockets)
        await asyncio.gather(*closing, return_exceptions=True)  # some have just gone by themselves

    async def _watch(self) -> None:
        listener = asyncio.create_task(self._listen())
        try:
            while self.sockets:
                await self._look_or_say_why_not()
                await self._close([one for one in self.sockets if _age(one) > BLIND_S], TRY_AGAIN)
                await asyncio.sleep(SHORTEST_PAUSE_S)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.hurry.wait(), LOOK_EVERY_S - SHORTEST_PAUSE_S)
        finally:
            listener.cancel()
            await self._in_thread(connections.close_all)

    async def _look_or_say_why_not(self) -> None:
        try:
            await asyncio.wait_for(self.look(), BLIND_S)
        except Exception as error:
            log.warning("open sockets could not be looked after (%s)", type(error).__name__)

    async def _listen(self) -> None:
        """Until cancelled; a layer that fails is asked again."""
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(DOORS, channel)
                while await layer.receive(channel):
                    self.hurry.set()
            except Exception as error:
                log.warning("no word of withdrawn keys from the channel layer (%s)", type(error).__name__)
                await asyncio.sleep(1)


def _age(socket: Open) -> float:
    return time.monotonic() - socket.seen_at


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The one of this process, or rather of its event loop: tests have many."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
