"""One frame to all sockets of a living room: encoded once, to those who stand there, and none waits for a slow one."""

import asyncio
import time

import pytest

from community.living_room import hub as hubs
from community.living_room.hub import Hub, Open
from community.living_room.standing import Claim

HERE, ELSEWHERE = 7, 8


def claim(person: int, place: int = HERE) -> Claim:
    return Claim("s", person, "seal", False, frozenset(), frozenset({1}), place)


@pytest.fixture
def room(monkeypatch):
    """`room(send, person, place)`: a socket that stands there. Nothing asks a database."""

    async def nothing(self) -> None:
        return None

    monkeypatch.setattr(Hub, "_watch", nothing)
    monkeypatch.setattr(Hub, "look", nothing)
    made = []

    def joined(send, person: int = 1, place: int = HERE, age: float = 0.0) -> Open:
        if not made:
            made.append(Hub())
            made.append(asyncio.create_task(made[0]._tell_living_rooms()))
        socket = Open(claim(person, place), None, time.monotonic() - age, send)
        made[0].join(socket)
        joined.hub = made[0]
        return socket

    return joined


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_five_hundred_hear_one_frame_that_was_encoded_once(room, monkeypatch):
    encoded, got = [], []
    monkeypatch.setattr(hubs, "frame_of", lambda *newest: encoded.append(newest) or str(newest))

    async def send(frame: str) -> None:
        got.append(frame)

    for person in range(500):
        room(send, person)
    room.hub.moved_on(HERE, (1, 0))
    await settle()
    assert (len(got), encoded) == (500, [(1, 0)])
    room.hub.moved_on(HERE, (1, 0))  # by the layer and by the database
    await settle()
    assert len(got) == 500


async def test_others_hear_nothing_of_it(room):
    got = []

    async def send(frame: str) -> None:
        got.append(frame)

    room(send, 1, ELSEWHERE)
    room(send, 2, HERE, age=hubs.OLDEST_S + 1)  # nobody knows any more whether they stand there
    gone = room(send, 3)
    room.hub.leave(gone)
    room(send, 4)
    room.hub.moved_on(HERE, (1, 0))
    await settle()
    assert len(got) == 1


async def test_who_reads_slowly_holds_up_nobody_and_is_owed_the_newest_alone(room):
    stuck, slow, quick = asyncio.Event(), [], []

    async def send_slowly(frame: str) -> None:
        slow.append(frame)
        await stuck.wait()

    async def send(frame: str) -> None:
        quick.append(frame)

    room(send_slowly, 1)
    room(send, 2)
    for number in range(1, 6):
        room.hub.moved_on(HERE, (number, 0))
        await settle()
    assert (len(slow), len(quick)) == (1, 5)
    stuck.set()
    await settle()
    assert slow == [quick[0], quick[4]]


async def test_a_person_is_counted_over_all_their_sockets(room):
    room(None, 1)
    hub = room.hub
    assert not any(hub.said_too_much(1) for _ in range(hubs.MOST_FRAMES))
    assert hub.said_too_much(1)
    assert not hub.said_too_much(2)


async def test_nothing_is_said_while_it_is_being_asked_who_still_stands(monkeypatch):
    """What was withdrawn a moment ago is being looked at: the answer before it counts no more."""
    hub, asked, closed = Hub(), asyncio.Event(), []

    async def slowly(self, *arguments: object) -> frozenset[Claim]:
        await asked.wait()
        return frozenset()

    async def close(code: int) -> None:
        closed.append(code)

    monkeypatch.setattr(Hub, "_in_thread", slowly)
    socket = Open(claim(1, 0), close, time.monotonic())
    hub.sockets.add(socket)
    hub.hears = True
    looking = asyncio.create_task(hub.look())
    await settle()
    told = asyncio.create_task(hub.stands(socket))
    await settle()
    assert not told.done()
    asked.set()
    assert await told is False
    await looking
    assert closed == [hubs.NOT_OPEN]
