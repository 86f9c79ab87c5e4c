"""Open pages that hear of something new. A socket says only "new since n"; the text is fetched by the page."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from community.living_room.broadcast import group_of_thread
from community.people.models import Person
from community.people.policies import forget_what_was_kept, may_enter
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
        seen = Thread.objects.visible_to(self.scope["user"])
        return seen.filter(ref=route["thread"], room__slug=route["room"]).first()

    async def disconnect(self, code: int) -> None:
        if hasattr(self, "group"):
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Nothing is said over this socket; posts go through the page's form."""

    async def thread_moved_on(self, event: dict[str, Any]) -> None:
        if await self._still_open():
            await self.send_json({"newest": event["number"]})
        else:
            await self.close(NOT_OPEN)

    @database_sync_to_async
    def _still_open(self) -> bool:
        session = self.scope["session"]
        person = Person.objects.filter(pk=self.scope["user"].pk).first()
        if person is None or not session.exists(session.session_key):
            return False
        forget_what_was_kept(person)
        return may_enter(person, self.room_id)
