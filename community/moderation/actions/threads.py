"""A thread to another room, a part of it to a thread of its own. Its author is told."""

from datetime import datetime

from django.db import transaction

from community.moderation.actions.deciding import decide
from community.moderation.models import Decision
from community.people.models import Person
from community.rooms import actions as rooms
from community.rooms.models import Room, Thread


@transaction.atomic
def move_thread(
    *, thread: Thread, to: Room, by: Person, sentence: str, now: datetime | None = None
) -> Decision:
    was = thread.room
    moved = rooms.move(thread=thread, to=to, by=by, why=sentence)
    return decide(
        kind=Decision.Kind.MOVE, by=by, service=to.service, about=moved.author, sentence=sentence, thread=moved,
        room=to, from_room=was, now=now,
    )  # fmt: skip


@transaction.atomic
def split_thread(
    *, thread: Thread, number: int, title: str, by: Person, sentence: str, now: datetime | None = None
) -> Decision:
    new = rooms.split(thread=thread, number=number, title=title, by=by, why=sentence, now=now)
    return decide(
        kind=Decision.Kind.SPLIT, by=by, service=new.room.service, about=new.author, sentence=sentence, thread=thread,
        room=new.room, new_thread=new, now=now,
    )  # fmt: skip
