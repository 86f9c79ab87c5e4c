"""Every open socket of a process closes after whatever shuts its door, silent ones too. That this takes no more than
five seconds is measured on real processes: tests/integration/test_withdrawals.py."""

import asyncio
import time
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.asgi import application
from community.living_room import broadcast, hub, standing
from community.living_room.hub import NOT_OPEN, TRY_AGAIN
from community.people import appointments
from community.people.models import Membership, Person
from community.people.roles import Role
from community.rooms import actions
from community.rooms.models import Thread
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 20.0


@sync_to_async
def prepared() -> tuple[cast.Building, str]:
    building = cast.find() or cast.build()
    thread, _said = actions.open_thread(
        room=building.harbour, title="Evenings", body="Long.", by=building.mia
    )
    return building, f"/live/rooms/harbour/{thread.ref}/"


@sync_to_async
def signed_in(person: Person) -> Client:
    return cast.sign_in(Client(), person)


async def knock(client: Client, path: str = "/live/here/") -> WebsocketCommunicator:
    cookie = f"sessionid={client.cookies['sessionid'].value}".encode()
    headers = [(b"origin", b"http://testserver"), (b"cookie", cookie), (b"host", b"testserver")]
    socket = WebsocketCommunicator(application, path, headers=headers)
    assert await socket.connect() == (True, None)
    return socket


async def closed(socket: WebsocketCommunicator, within: float = PATIENCE_S) -> int:
    answer = await socket.receive_output(timeout=within)
    assert answer["type"] == "websocket.close", answer
    return answer["code"]


def sign_out(client: Client, person: Person) -> None:
    client.post("/sign-out/")


def end_elsewhere(client: Client, person: Person) -> None:
    Session.objects.filter(session_key=client.cookies["sessionid"].value).delete()


def change_password(client: Client, person: Person) -> None:
    person.set_password("another four words entirely")
    person.save()


def suspend(client: Client, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(suspended_until=timezone.now() + timedelta(days=1))


def deactivate(client: Client, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False)


def end_membership(client: Client, person: Person) -> None:
    Membership.objects.filter(person=person).update(ended_at=timezone.now())


def let_the_last_day_pass(client: Client, person: Person) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(person=person).update(last_day=yesterday)


def put_to_work(client: Client, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(works_here=True)


ENDINGS = [
    sign_out, end_elsewhere, change_password, suspend, deactivate, end_membership, let_the_last_day_pass, put_to_work,
]  # fmt: skip


@pytest.mark.parametrize("where", ["a thread", "any page"])
@pytest.mark.parametrize("end", ENDINGS, ids=lambda end: end.__name__)
async def test_a_silent_socket_closes(end, where):
    building, thread = await prepared()
    client = await signed_in(building.mia)
    socket = await knock(client, thread if where == "a thread" else "/live/here/")
    assert await socket.receive_nothing(timeout=0.3)
    await sync_to_async(end)(client, building.mia)
    assert await closed(socket) == NOT_OPEN


async def test_staff_whose_role_ends_are_closed():
    building, thread = await prepared()
    socket = await knock(await signed_in(building.cleo), thread)
    appointment = await building.cleo.appointments.in_force().aget()
    await sync_to_async(appointments.end)(appointment=appointment)
    assert await closed(socket) == NOT_OPEN


async def test_who_loses_one_room_keeps_the_page_of_another():
    building, thread = await prepared()
    client = await signed_in(building.robin)
    in_harbour, anywhere = await knock(client, thread), await knock(client)
    await Membership.objects.filter(person=building.robin, room=building.lantern).aupdate(
        ended_at=timezone.now()
    )
    assert await closed(anywhere) == NOT_OPEN
    assert await in_harbour.receive_nothing(timeout=hub.LOOK_EVERY_S + 0.5)
    await in_harbour.disconnect()


async def test_others_stay():
    building, thread = await prepared()
    stays = await knock(await signed_in(building.robin), thread)
    goes = await knock(await signed_in(building.mia), thread)
    await sync_to_async(suspend)(None, building.mia)
    assert await closed(goes) == NOT_OPEN
    assert await stays.receive_nothing(timeout=hub.LOOK_EVERY_S + 0.5)
    await stays.disconnect()


async def test_a_push_closes_before_the_next_look(monkeypatch):
    monkeypatch.setattr(hub, "LOOK_EVERY_S", 60)
    building, thread = await prepared()
    socket = await knock(await signed_in(building.mia), thread)
    await asyncio.sleep(0.5)  # the hub listens
    await sync_to_async(_withdraw)(building)
    assert await closed(socket) == NOT_OPEN


def _withdraw(building: cast.Building) -> None:
    membership = Membership.objects.get(person=building.mia)
    membership.ended_at = timezone.now()
    membership.save()


async def test_a_layer_that_is_down_only_costs_a_moment(monkeypatch):
    monkeypatch.setattr(broadcast, "get_channel_layer", lambda: None)
    monkeypatch.setattr(hub, "get_channel_layer", lambda: None)
    building, thread = await prepared()
    socket = await knock(await signed_in(building.mia), thread)
    await sync_to_async(_withdraw)(building)
    assert await closed(socket) == NOT_OPEN


@pytest.mark.parametrize("end", [change_password, end_membership], ids=lambda end: end.__name__)
async def test_before_word_of_what_is_withdrawn_arrives_the_database_is_asked(monkeypatch, end):
    """A page is told of a post only after somebody has looked, as long as the hub does not hear."""
    monkeypatch.setattr(hub, "LOOK_EVERY_S", 60)
    monkeypatch.setattr(hub, "get_channel_layer", lambda: None)
    building, thread = await prepared()
    client = await signed_in(building.mia)
    socket = await knock(client, thread)
    assert await socket.receive_nothing(timeout=0.5), "it stands, and was looked at once"
    await sync_to_async(end)(client, building.mia)
    await sync_to_async(actions.reply)(
        thread=await Thread.objects.alast(), body="Not for you.", by=building.robin
    )
    assert await socket.receive_output(timeout=PATIENCE_S) == {"type": "websocket.close", "code": NOT_OPEN}


async def test_sockets_that_nobody_can_look_after_are_closed_for_now(monkeypatch):
    def away(claims):
        raise OperationalError("the database is away")

    building, thread = await prepared()
    socket = await knock(await signed_in(building.mia), thread)
    monkeypatch.setattr(hub, "still_standing", away)
    assert await closed(socket, PATIENCE_S) == TRY_AGAIN


async def test_a_page_that_missed_a_post_hears_of_it_when_it_connects():
    building, thread = await prepared()
    socket = await knock(await signed_in(building.robin), f"{thread}?since=0")
    assert await socket.receive_json_from(timeout=5) == {"newest": 1}
    await socket.disconnect()


@pytest.mark.parametrize("since", ["1", "2", "", "x", "-1", "9" * 40, "0;lantern", "%00"])
async def test_a_number_that_is_stale_or_no_number_brings_nothing(since):
    building, thread = await prepared()
    socket = await knock(await signed_in(building.robin), f"{thread}?since={since}")
    assert await socket.receive_nothing(timeout=0.3)
    await socket.disconnect()


async def test_a_frame_that_is_too_long_closes_its_socket_only():
    building, thread = await prepared()
    client = await signed_in(building.mia)
    socket, other = await knock(client, thread), await knock(client, thread)
    await socket.send_to(text_data="x" * (64 * 1024 + 1))
    assert await closed(socket) == 1009
    assert await other.receive_nothing(timeout=0.3)
    await other.disconnect()


def test_the_number_of_statements_does_not_depend_on_the_number_of_sockets(building):
    def statements(people: list[Person]) -> int:
        keys = [cast.sign_in(Client(), person).cookies["sessionid"].value for person in people]
        claims = [standing.claim(key) for key in keys]
        assert None not in claims
        with CaptureQueriesContext(connection) as asked:
            assert standing.still_standing(claims) == frozenset(claims)
        return len(asked)

    everyone = [building.mia, building.max, building.robin, building.cleo, building.pat, building.clara] * 5
    assert statements(everyone) == statements([building.mia, building.robin, building.cleo]) == 6
    assert statements([building.mia, building.cleo]) == 5, "nobody helps: nothing is asked of trainings"


def test_a_session_that_has_run_out_stands_no_more(building, time_machine):
    client = cast.sign_in(Client(), building.mia)
    claimed = standing.claim(client.cookies["sessionid"].value)
    assert standing.still_standing([claimed])
    time_machine.move_to(time.time() + 60 * 60)
    assert standing.still_standing([claimed])
    time_machine.move_to(time.time() + 3 * 60 * 60)
    assert not standing.still_standing([claimed])


def test_nobody_claims_a_room_that_is_not_theirs(building):
    key = cast.sign_in(Client(), building.mia).cookies["sessionid"].value
    assert standing.claim(key, [building.harbour.pk])
    assert standing.claim(key, [building.lantern.pk]) is None
    assert standing.claim("no-such-session") is None
    assert standing.claim("") is None


def test_the_role_that_ends_is_not_the_last(building):
    """One of two services: the page of the other stays only after a fresh sign-in, as all sessions end."""
    key = cast.sign_in(Client(), building.clara).cookies["sessionid"].value
    claimed = standing.claim(key)
    appointments.appoint(person=building.clara, service=building.eating_disorders, role=Role.CLINICIAN)
    assert not standing.still_standing([claimed])
