"""Open pages that hear of something new, and that close when they are no longer their reader's to see. A socket
says only "new since n"; the text is fetched by the page."""

import time
from math import inf
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from community.living_room.broadcast import group_of_thread
from community.living_room.hub import NOT_OPEN, Open, frame_of, hub
from community.living_room.standing import Claim, claim, claim_of_living_room, who_holds
from community.rooms.models import Thread

LONGEST_FRAME, TOO_LONG, TOO_MUCH = 64 * 1024, 1009, 1008


class Page(AsyncJsonWebsocketConsumer):
    """One open page. What it stands on is asked when it connects and by the hub from then on.

    Refused is accepted and closed with NOT_OPEN at once: a handshake that fails tells the page nothing, and it
    would knock for ever. A place that is not there and one that is shut look the same."""

    socket: Open | None = None
    group = role = ""

    async def connect(self) -> None:
        await self.accept()
        asked_at = time.monotonic()
        claimed = await database_sync_to_async(self._claim)()
        if claimed is None:
            await self.close(NOT_OPEN)
            return
        self.socket = hub().join(Open(claimed, self.close, asked_at, self.send, self.role))
        if self.group:
            await self.channel_layer.group_add(self.group, self.channel_name)

    def _claim(self) -> Claim | None:
        """What this page shows something of; None when there is no such place for its reader."""
        raise NotImplementedError

    def _session_key(self) -> str:
        return self.scope["session"].session_key or ""

    async def disconnect(self, code: int) -> None:
        if self.socket:
            hub().leave(self.socket)
            if self.group:
                await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        """Nothing is said over this socket, so nothing is read; words go through the page's form. Who sends too much
        of it, over however many sockets, is closed."""
        if len(text_data or "") > LONGEST_FRAME or len(bytes_data or b"") > LONGEST_FRAME:
            await self.close(TOO_LONG)
        elif self.socket and hub().said_too_much(self.socket.claim.person_id):
            await self.close(TOO_MUCH)

    async def tell(self, content: dict[str, Any]) -> None:
        """To whoever may still hear it. The hub closes the others."""
        if self.socket and await hub().stands(self.socket):
            await self.send_json(content)


class HereConsumer(Page):
    """Any page of somebody signed in: it says nothing, and closes when they lose a room or may not be here."""

    def _claim(self) -> Claim | None:
        return claim(self._session_key())


class ThreadConsumer(Page):
    """Tells one open thread page that there is a newer post; at once, when there is one already."""

    newest = 0

    async def connect(self) -> None:
        await super().connect()
        if self.newest > self._since():
            await self.tell({"newest": self.newest})

    def _since(self) -> float:
        """The number that the page shows, as it says; one that says none hears of the next post only."""
        asked = parse_qs(self.scope["query_string"]).get(b"since", [b""])[0]
        return int(asked) if asked.isdigit() and len(asked) < 10 else inf

    def _claim(self) -> Claim | None:
        route, person = self.scope["url_route"]["kwargs"], who_holds(self._session_key())
        threads = Thread.objects.visible_to(person).filter(ref=route["thread"], room__slug=route["room"])
        thread = threads.first()
        if thread is None:
            return None
        self.group, self.newest = group_of_thread(thread.room_id, thread.ref), thread.last_number
        return claim(self._session_key(), [thread.room_id])

    async def thread_moved_on(self, event: dict[str, Any]) -> None:
        await self.tell({"newest": event["number"]})

    async def thread_left(self, event: dict[str, Any]) -> None:
        """It went to another room. Where this page stands there is nothing now."""
        await self.close(NOT_OPEN)


class LivingRoomConsumer(Page):
    """Tells an open page of a living room the number of the newest line, and of the newest change of an older one."""

    newest = (0, 0)

    async def connect(self) -> None:
        await super().connect()
        if self.socket and await hub().stands(self.socket):
            hub().told.setdefault(self.socket.claim.living_room, self.newest)
            await self.send(frame_of(*self.newest))

    def _claim(self) -> Claim | None:
        found = claim_of_living_room(self._session_key(), self.scope["url_route"]["kwargs"]["ref"])
        if found is None:
            return None
        claimed, here, self.role = found
        self.newest = (here.last_number, here.last_change)
        return claimed


class Nowhere(Page):
    """Any other address closes like a room that does not exist."""

    def _claim(self) -> Claim | None:
        return None
