"""Open pages that hear of something new. A socket says only "new since n"; the text is fetched by the page."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer, AsyncWebsocketConsumer
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from cms.routes import gave_enough
from community.living_room.broadcast import group_of_thread
from community.people.models import Person
from community.people.policies import may_enter
from community.rooms.models import Thread

# Outside the range of codes that browsers reserve: "this place is not open to you (any more)".
NOT_OPEN = 4404


class ThreadConsumer(AsyncJsonWebsocketConsumer):
    """Tells one open thread page that there is a newer post. Whether the room is open is asked at connect
    and again before every delivery, because a socket outlives sign-out and a withdrawn key."""

    room_id: int
    group: str

    async def connect(self) -> None:
        thread = await self._thread()
        if thread is None:
            await self.close(NOT_OPEN)
            return
        self.room_id, self.group = thread.room_id, group_of_thread(thread.ref)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    @database_sync_to_async
    def _thread(self) -> Thread | None:
        route = self.scope["url_route"]["kwargs"]
        person = who_holds(self.scope["session"])
        return Thread.objects.visible_to(person).filter(ref=route["thread"], room__slug=route["room"]).first()

    async def disconnect(self, code: int) -> None:
        if hasattr(self, "group"):
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        """Nothing is said over this socket, so nothing is read; posts go through the page's form."""

    async def thread_moved_on(self, event: dict[str, Any]) -> None:
        if await self._still_open():
            await self.send_json({"newest": event["number"]})
        else:
            await self.close(NOT_OPEN)

    @database_sync_to_async
    def _still_open(self) -> bool:
        return may_enter(who_holds(self.scope["session"]), self.room_id)


def who_holds(session: Any) -> Person | None:
    """Whose session this is at this moment, read from the database: not the one that stood there when the
    socket opened. Nobody's, once it has ended, its password was changed, or staff give no second factor."""
    now = SessionStore(session.session_key)
    person = get_user(_Asking(now))
    if not isinstance(person, Person) or not gave_enough(now, person):
        return None
    return person


class _Asking(HttpRequest):
    """What Django wants to be asked with: it compares the session with the password as it is now."""

    def __init__(self, session: SessionStore) -> None:
        super().__init__()
        self.session = session


class Nowhere(AsyncWebsocketConsumer):
    """Any other address closes like a room that does not exist."""

    async def connect(self) -> None:
        await self.close(NOT_OPEN)
