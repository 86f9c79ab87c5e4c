"""Open pages hear of new posts only as long as the room is open to them."""

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from cms.asgi import application
from community.living_room.hub import NOT_OPEN
from community.people.models import Membership, Person
from community.rooms import actions
from community.rooms.models import Thread
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def prepared() -> tuple[cast.Building, Thread]:
    building = cast.find() or cast.build()
    thread, _said = actions.open_thread(
        room=building.harbour, title="Evenings", body="Long.", by=building.mia
    )
    return building, thread


@sync_to_async
def cookie_of(person: Person) -> bytes:
    from django.test import Client

    return f"sessionid={cast.sign_in(Client(), person).cookies['sessionid'].value}".encode()


async def knock(
    thread: Thread, cookie: bytes = b"", origin: bytes = b"http://testserver", room: str = "harbour"
):
    headers = [(b"origin", origin), (b"cookie", cookie), (b"host", b"testserver")]
    socket = WebsocketCommunicator(application, f"/live/rooms/{room}/{thread.ref}/", headers=headers)
    return socket, *(await answer_to(socket))


async def answer_to(socket: WebsocketCommunicator) -> tuple[bool, int | None]:
    """(True, None) when it stays open, else (False, with which code it was closed)."""
    accepted, code = await socket.connect()
    if not accepted or await socket.receive_nothing(timeout=0.3, interval=0.02):
        return accepted, code
    return False, (await socket.receive_output())["code"]


async def test_a_page_in_the_room_hears_of_a_new_post_but_not_its_words():
    building, thread = await prepared()
    socket, connected, _code = await knock(thread, await cookie_of(building.robin))
    assert connected
    await sync_to_async(actions.reply)(thread=thread, body="Secret words.", by=building.mia)
    assert await socket.receive_json_from(timeout=5) == {"newest": 2}
    await socket.disconnect()


@pytest.mark.parametrize("who", ["max", "kit", "clara", "sam", "gil", "zed"])
async def test_a_room_that_is_not_ones_own_refuses_like_one_that_does_not_exist(who):
    building, thread = await prepared()
    cookie = await cookie_of(getattr(building, who))
    _socket, connected, code = await knock(thread, cookie)
    _socket, absent, absent_code = await knock(thread, cookie, room="no-such-room")
    assert (connected, code) == (absent, absent_code) == (False, NOT_OPEN)


async def test_a_stranger_and_a_foreign_page_are_refused():
    building, thread = await prepared()
    _socket, connected, _code = await knock(thread)
    assert not connected
    _socket, connected, _code = await knock(
        thread, await cookie_of(building.mia), origin=b"http://elsewhere.example"
    )
    assert not connected


async def test_a_socket_closes_instead_of_telling_once_the_key_is_withdrawn():
    building, thread = await prepared()
    socket, connected, _code = await knock(thread, await cookie_of(building.robin))
    assert connected
    await sync_to_async(Membership.objects.filter(person=building.robin).delete)()
    await sync_to_async(actions.reply)(thread=thread, body="Not for you.", by=building.mia)
    assert await socket.receive_output(timeout=5) == {"type": "websocket.close", "code": NOT_OPEN}


async def test_a_socket_closes_instead_of_telling_after_sign_out():
    from django.contrib.sessions.models import Session

    building, thread = await prepared()
    socket, connected, _code = await knock(thread, await cookie_of(building.robin))
    assert connected
    await sync_to_async(Session.objects.all().delete)()
    await sync_to_async(actions.reply)(thread=thread, body="Not for you.", by=building.mia)
    assert (await socket.receive_output(timeout=5))["code"] == NOT_OPEN


async def test_a_socket_closes_instead_of_telling_after_the_password_changed():
    building, thread = await prepared()
    socket, connected, _code = await knock(thread, await cookie_of(building.robin))
    assert connected
    building.robin.set_password("another four words entirely")
    await sync_to_async(building.robin.save)()
    await sync_to_async(actions.reply)(thread=thread, body="Not for you.", by=building.mia)
    assert (await socket.receive_output(timeout=5))["code"] == NOT_OPEN


async def test_staff_hear_nothing_without_their_second_factor():
    from django.test import Client

    building, thread = await prepared()
    client = Client()
    await sync_to_async(client.force_login)(
        building.cleo, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    _socket, connected, code = await knock(thread, f"sessionid={client.cookies['sessionid'].value}".encode())
    assert (connected, code) == (False, NOT_OPEN)
    _socket, connected, _code = await knock(thread, await cookie_of(building.cleo))
    assert connected


async def test_what_is_sent_over_the_socket_is_not_read():
    building, thread = await prepared()
    socket, _connected, _code = await knock(thread, await cookie_of(building.robin))
    for frame in ("{", "null", '{"type": "thread.moved_on", "number": 9}', "x" * 60_000):
        await socket.send_to(text_data=frame)
    await socket.send_to(bytes_data=b"\x00\xff")
    assert await socket.receive_nothing(timeout=0.5)
    await socket.disconnect()


async def test_an_address_that_leads_nowhere_closes_like_a_room_that_does_not_exist():
    socket = WebsocketCommunicator(application, "/live/nowhere/", headers=[(b"origin", b"http://testserver")])
    assert await answer_to(socket) == (False, NOT_OPEN)


async def test_a_layer_that_is_down_does_not_fail_the_post(monkeypatch):
    from community.living_room import broadcast

    building, thread = await prepared()
    monkeypatch.setattr(broadcast, "get_channel_layer", lambda: None)
    await sync_to_async(actions.reply)(thread=thread, body="Kept.", by=building.mia)
    assert await sync_to_async(thread.posts.count)() == 2


def test_every_address_of_the_sockets_is_known():
    """A new one belongs in this list only with tests like those above."""
    from community.living_room.routing import websocket_urlpatterns

    assert [pattern.name for pattern in websocket_urlpatterns] == [
        "live_here",
        "live_thread",
        "live_living_room",
        None,
    ]
