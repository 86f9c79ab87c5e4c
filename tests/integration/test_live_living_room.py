"""Sockets of a living room say which line is the newest, to those who may enter, and close when they may not any more."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client
from django.utils import timezone

from cms.asgi import application
from community.living_room import actions, hub
from community.living_room.hub import NOT_OPEN
from community.living_room.models import LivingRoom, SentOut
from community.people.models import Membership
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 20.0


@sync_to_async
def prepared() -> tuple[cast.Building, LivingRoom]:
    building = cast.find() or cast.build()
    here = LivingRoom.objects.create(
        service=building.eating_disorders, room=building.harbour, outside_hours=LivingRoom.OutsideHours.OPEN
    )
    return building, here


@sync_to_async
def say(here, by, text="Secret words.", key="k"):
    return actions.say_line(living_room=here, text=text, by=by, key=key)[0]


async def knock(person, ref: str) -> WebsocketCommunicator:
    client = await sync_to_async(cast.sign_in)(Client(), person)
    cookie = f"sessionid={client.cookies['sessionid'].value}".encode()
    headers = [(b"origin", b"http://testserver"), (b"cookie", cookie), (b"host", b"testserver")]
    socket = WebsocketCommunicator(application, f"/live/living-room/{ref}/", headers=headers)
    assert await socket.connect() == (True, None)
    return socket


async def closed(socket: WebsocketCommunicator) -> int:
    while True:
        answer = await socket.receive_output(timeout=PATIENCE_S)
        if answer["type"] == "websocket.close":
            return answer["code"]


async def test_a_line_is_told_by_its_number_and_never_by_its_words():
    building, here = await prepared()
    socket = await knock(building.robin, here.ref)
    assert await socket.receive_json_from(timeout=PATIENCE_S) == {"newest": 0, "change": 0}
    await say(here, building.mia)
    assert await socket.receive_json_from(timeout=PATIENCE_S) == {"newest": 1, "change": 0}
    await socket.disconnect()


async def test_what_the_layer_lost_is_found_in_the_database(monkeypatch):
    building, here = await prepared()
    socket = await knock(building.robin, here.ref)
    await socket.receive_json_from(timeout=PATIENCE_S)
    monkeypatch.setattr("community.living_room.broadcast._tell", lambda *what: None)
    await say(here, building.mia)
    assert (await socket.receive_json_from(timeout=PATIENCE_S))["newest"] == 1
    await socket.disconnect()


async def test_who_may_not_enter_and_what_is_not_there_close_alike():
    building, here = await prepared()
    for who, ref in ((building.max, here.ref), (building.mia, "nowhere")):
        assert await closed(await knock(who, ref)) == NOT_OPEN


@pytest.mark.parametrize("how", ["key", "sent out"])
async def test_a_silent_socket_closes(how):
    building, here = await prepared()
    goes, stays = await knock(building.mia, here.ref), await knock(building.robin, here.ref)
    if how == "key":
        await Membership.objects.filter(person=building.mia).aupdate(ended_at=timezone.now())
    else:
        until = timezone.now() + timedelta(hours=1)
        await sync_to_async(SentOut.objects.create)(
            living_room=here, person=building.mia, by=building.pat, sentence="A break.", until=until
        )
    assert await closed(goes) == NOT_OPEN
    assert (await stays.receive_json_from(timeout=PATIENCE_S))["newest"] == 0
    assert await stays.receive_nothing(timeout=0.3)
    await stays.disconnect()


async def test_who_sends_too_much_over_all_their_sockets_is_closed(monkeypatch):
    monkeypatch.setattr(hub, "MOST_FRAMES", 5)
    building, here = await prepared()
    one, other = await knock(building.mia, here.ref), await knock(building.mia, here.ref)
    for socket in (one, other, one, other, one):
        await socket.send_to(text_data="{]")
    await other.send_to(text_data="x")
    assert await closed(other) == 1008
    await one.disconnect()
