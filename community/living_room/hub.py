"""All open sockets of one process. One watcher asks the database, for all of them together, whether what they
stand on still holds: every LOOK_EVERY_S, and at once when the channel layer says that something was withdrawn.
The layer only hurries it: one that is down, or that does not reach this process, costs a second or two.

A socket that nobody could look after for BLIND_S is closed too: it might be somebody's who should not be there."""

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import connections

from community.living_room import presence
from community.living_room.broadcast import DOORS
from community.living_room.standing import Claim, newest_in, still_standing

log = logging.getLogger(__name__)

LOOK_EVERY_S, OLDEST_S, BLIND_S = 1.5, 2.0, 4.0
SHORTEST_PAUSE_S = 0.2  # between two looks, when many things are withdrawn one after the other
# Frames that one person may send, over all their sockets: pages send none.
MOST_FRAMES, FRAMES_IN_S = 50, 10.0
# Outside the range of codes that browsers reserve: "this place is not open to you (any more)".
NOT_OPEN = 4404
TRY_AGAIN = 1013


@dataclass(eq=False, slots=True)
class Open:
    """One socket. `seen_at` is when its claim was last known to hold (time.monotonic)."""

    claim: Claim
    close: Callable[[int], Awaitable[None]]
    seen_at: float
    send: Callable[[str], Awaitable[None]] | None = None
    role: str = ""  # as what its reader stands in the living room
    owed: str = ""  # the frame that goes out next: a newer one says all that an older one says
    sending: asyncio.Task[None] | None = None


class Hub:
    def __init__(self) -> None:
        self.sockets: set[Open] = set()
        self.living_rooms: dict[int, set[Open]] = {}
        self.told: dict[
            int, tuple[int, int]
        ] = {}  # living room id -> newest line and change that sockets were told
        self.fresh: dict[int, tuple[int, int]] = {}
        self.news = asyncio.Event()
        self.written_down_at = 0.0
        self.frames: Counter[int] = Counter()
        self.counted_since = 0.0
        self.hurry, self.one_look = asyncio.Event(), asyncio.Lock()
        self.hears = False
        """Whether word of what is withdrawn reaches this process; as long as it does not, the database is asked."""
        self.watcher: asyncio.Task[None] | None = None
        # A thread of its own: those of pages and of sockets that connect may all be busy.
        self.thread = ThreadPoolExecutor(1, "hub")

    def join(self, socket: Open) -> Open:
        self.sockets.add(socket)
        if socket.claim.living_room:
            self.living_rooms.setdefault(socket.claim.living_room, set()).add(socket)
        if self.watcher is None or self.watcher.done():
            self.watcher = asyncio.create_task(self._watch())
        return socket

    def leave(self, *sockets: Open) -> None:
        self.sockets.difference_update(sockets)
        for socket in sockets:
            here = self.living_rooms.get(socket.claim.living_room, set())
            here.discard(socket)
            if not here:
                self.living_rooms.pop(socket.claim.living_room, None)
                self.told.pop(socket.claim.living_room, None)
        if not self.sockets:
            self.hurry.set()  # the watcher ends

    def said_too_much(self, person: int) -> bool:
        """Counts a frame that somebody sent, over all their sockets of this process."""
        if time.monotonic() - self.counted_since > FRAMES_IN_S:
            self.frames.clear()
            self.counted_since = time.monotonic()
        self.frames[person] += 1
        return self.frames[person] > MOST_FRAMES

    async def stands(self, socket: Open) -> bool:
        """Whether something may be said to this socket now; asks again when the last answer is too old."""
        await self._answered()
        if self._may_have_missed() or _age(socket) > OLDEST_S:
            await self.look()
        return socket in self.sockets and _age(socket) <= OLDEST_S

    async def _answered(self) -> None:
        """Whoever has just begun to look may find that somebody does not stand any more: nothing is said before."""
        async with self.one_look:
            pass

    def _may_have_missed(self) -> bool:
        return self.hurry.is_set() or not self.hears

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

    async def look_after_living_rooms(self) -> None:
        """What the channel layer lost is found in the database, and who is there is written down."""
        for place, newest in (await self._in_thread(newest_in, list(self.living_rooms))).items():
            self.moved_on(place, newest)
        if time.monotonic() - self.written_down_at > presence.AGAIN_S:
            there = [
                (place, one.claim.person_id, one.role)
                for place, some in self.living_rooms.items()
                for one in some
            ]
            await self._in_thread(presence.touch, there)
            self.written_down_at = time.monotonic()

    def moved_on(self, place: int, newest: tuple[int, int]) -> None:
        """Something was said there, or taken back; told to its sockets unless they know."""
        if place in self.living_rooms and newest > self.told.get(place, (-1, -1)):
            known = self.fresh.get(place, (0, 0))
            self.fresh[place] = (max(known[0], newest[0]), max(known[1], newest[1]))
            self.news.set()

    async def _tell_living_rooms(self) -> None:
        """Until cancelled. What comes while one frame goes out is told together by the next."""
        while True:
            await self.news.wait()
            self.news.clear()
            fresh, self.fresh = self.fresh, {}
            for place, newest in fresh.items():
                self.told[place] = newest
                await self._deliver(place, frame_of(*newest))

    async def _deliver(self, place: int, frame: str) -> None:
        """To all who stood there less than OLDEST_S ago. The frame is the same for all, and was encoded once."""
        await self._answered()
        here = self.living_rooms.get(place, set())
        if self._may_have_missed() or any(_age(one) > OLDEST_S for one in here):
            await self._quietly(self.look)
        for socket in self.living_rooms.get(place, set()):
            if _age(socket) <= OLDEST_S:
                socket.owed = frame
                if socket.sending is None:  # who reads slowly holds up nobody else
                    socket.sending = asyncio.create_task(_send_what_is_owed(socket))

    async def _in_thread(self, function: Callable[..., Any], *arguments: object) -> Any:
        return await database_sync_to_async(function, thread_sensitive=False, executor=self.thread)(
            *arguments
        )

    async def _close(self, sockets: Collection[Open], code: int) -> None:
        closing = [socket.close(code) for socket in sockets if socket in self.sockets]
        self.leave(*sockets)
        await asyncio.gather(*closing, return_exceptions=True)  # some have just gone by themselves

    async def _watch(self) -> None:
        helpers = [asyncio.create_task(self._listen()), asyncio.create_task(self._tell_living_rooms())]
        try:
            while self.sockets:
                await self._quietly(self.look)
                if self.living_rooms:
                    await self._quietly(self.look_after_living_rooms)
                await self._close([one for one in self.sockets if _age(one) > BLIND_S], TRY_AGAIN)
                await asyncio.sleep(SHORTEST_PAUSE_S)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.hurry.wait(), LOOK_EVERY_S - SHORTEST_PAUSE_S)
        finally:
            for helper in helpers:
                helper.cancel()
            self.hears = False
            await self._in_thread(connections.close_all)

    async def _quietly(self, look: Callable[[], Awaitable[None]]) -> None:
        try:
            await asyncio.wait_for(look(), BLIND_S)
        except Exception as error:
            log.warning("open sockets could not be looked after (%s)", type(error).__name__)

    async def _listen(self) -> None:
        """Until cancelled; a layer that fails is asked again."""
        layer = get_channel_layer()
        while True:
            self.hears = False
            try:
                channel = await layer.new_channel()
                await layer.group_add(DOORS, channel)
                self.hears = True
                self.hurry.set()  # what was withdrawn a moment before
                while message := await layer.receive(channel):
                    self._heard(message)
            except Exception as error:
                log.warning("no word of withdrawn keys from the channel layer (%s)", type(error).__name__)
                await asyncio.sleep(1)

    def _heard(self, message: dict[str, Any]) -> None:
        if message["type"] == "living_room.moved_on":
            self.moved_on(message["place"], (message["newest"], message["change"]))
        else:
            self.hurry.set()


def frame_of(newest: int, change: int) -> str:
    """What a page is told: nothing of what was said."""
    return json.dumps({"newest": newest, "change": change})


async def _send_what_is_owed(socket: Open) -> None:
    try:
        while socket.owed and socket.send is not None:
            frame, socket.owed = socket.owed, ""
            await socket.send(frame)
    except Exception:  # it has just gone by itself
        socket.owed = ""
    finally:
        socket.sending = None


def _age(socket: Open) -> float:
    return time.monotonic() - socket.seen_at


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The one of this process, or rather of its event loop: tests have many."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
