"""A key opens exactly its rooms. Max, keyed for Lantern, gets for Harbour what he gets for what does not exist."""

import pytest

from community.people import keys
from community.people.models import Key, Membership, Person
from community.people.policies import may_enter, rooms_open_to
from community.people.roles import Role
from tests.cast import say


@pytest.fixture
def harbour_post(building):
    return say(building.mia, building.harbour, "Nobody else knows that I sat on the stairs.", title="Stairs")


def addresses(said) -> list[str]:
    from community.rooms.models import Post

    post = Post.objects.get(pk=said.source_id)
    base = f"/rooms/harbour/{post.in_thread.ref}/"
    return [
        "/rooms/harbour/", "/rooms/harbour/?page=2", "/rooms/harbour/new/", base, f"{base}?page=1", f"{base}all/",
        f"{base}reply/", f"{base}reply/?to=1", f"{base}1/edit/", f"{base}1/delete/", f"{base}1/hide/",
    ]  # fmt: skip


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("who", ["max", "kit", "vic", "clara", "sam", "gil", "zed", "edie", "ada"])
def test_a_room_that_is_not_ones_own_does_not_exist(who, method, harbour_post, building, sign_in):
    client = sign_in(getattr(building, who))
    absent = getattr(client, method)("/rooms/no-such-room/nowhere/").content
    for address in addresses(harbour_post):
        answer = getattr(client, method)(address)
        assert answer.status_code == 404, (address, method)
        assert answer.content == absent


@pytest.mark.parametrize("who", ["mia", "robin", "cleo", "pat"])
def test_those_whose_key_or_work_opens_the_room_read_it(who, harbour_post, building, sign_in):
    client = sign_in(getattr(building, who))
    for address in addresses(harbour_post)[:4]:
        assert client.get(address).status_code == 200, address
    assert b"sat on the stairs" in client.get(addresses(harbour_post)[3]).content


def test_lobby_and_room_list_show_only_what_the_key_opens(harbour_post, building, sign_in):
    client = sign_in(building.max)
    for page in ("/lobby/", "/rooms/"):
        content = client.get(page).content.decode()
        assert "Lantern" in content
        assert "Harbour" not in content
        assert "Stairs" not in content


def test_clinicians_enter_every_room_of_their_service_and_none_of_another(building):
    assert {building.harbour.pk, building.lantern.pk, building.onward.pk} == set(rooms_open_to(building.cleo))
    assert {building.kitchen.pk, building.worry.pk} == set(rooms_open_to(building.clara))


def test_a_member_whose_last_day_has_passed_stands_outside(building, time_machine):
    from datetime import date

    Membership.objects.filter(person=building.mia).update(last_day=date(2026, 11, 30))
    time_machine.move_to("2026-11-30 23:30 +0000")
    assert may_enter(Person.objects.get(pk=building.mia.pk), building.harbour.pk)
    time_machine.move_to("2026-12-01 00:30 +0000")
    assert not may_enter(Person.objects.get(pk=building.mia.pk), building.harbour.pk)


def test_a_suspended_member_stands_outside(building, sign_in):
    from datetime import timedelta

    from django.utils import timezone

    Person.objects.filter(pk=building.mia.pk).update(suspended_until=timezone.now() + timedelta(days=1))
    assert sign_in(building.mia).get("/rooms/harbour/").status_code == 404


def test_a_withdrawn_key_shuts_the_room_with_the_next_request(building, sign_in):
    key, _code = keys.issue(
        service=building.eating_disorders, rooms=[building.harbour.pk], role=Role.PATIENT, by=building.cleo
    )
    joining = keys.Joining("slow-tide", "boat", "!", "2026-11")
    tide = keys.redeem(digest=key.digest, joining=joining)
    client = sign_in(tide)
    assert client.get("/rooms/harbour/").status_code == 200
    keys.withdraw(key=Key.objects.get(pk=key.pk), by=building.cleo, why="moved away")
    assert client.get("/rooms/harbour/").status_code == 404
