"""Keys: one account, once; every way in without one is shut."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from community.people import keys
from community.people.models import Key, Person
from community.people.policies import rooms_open_to
from community.people.roles import Role
from community.utterances.models import Kind, Utterance

JOINING = keys.Joining("slow-tide", "boat", "!", "2026-11")


@pytest.fixture
def issued(building):
    return keys.issue(
        service=building.eating_disorders, rooms=[building.harbour.pk], role=Role.PATIENT, by=building.cleo
    )


def test_a_key_opens_one_account_with_exactly_its_rooms(issued, building):
    _key, code = issued
    person = keys.redeem(digest=keys.digest_of(code), joining=JOINING)
    assert set(rooms_open_to(person)) == {building.harbour.pk}
    assert not person.works_here


def test_a_key_opens_once(issued):
    _key, code = issued
    keys.redeem(digest=keys.digest_of(code), joining=JOINING)
    with pytest.raises(keys.KeyNoLongerOpens):
        keys.redeem(digest=keys.digest_of(code), joining=keys.Joining("other-tide", "boat", "!", "2026-11"))
    assert not Person.objects.filter(handle="other-tide").exists()


def test_the_code_is_not_in_the_database(issued):
    key, code = issued
    assert code not in str(Key.objects.filter(pk=key.pk).values())
    assert len(code) >= 26


def test_a_code_typed_with_spaces_and_capitals_opens(issued):
    _key, code = issued
    assert keys.find(keys.digest_of(f" {code[:13].upper()}-{code[13:]} "))


def test_unknown_used_expired_and_withdrawn_keys_look_alike(issued, building):
    key, code = issued
    answers = [Client().get("/join/key/unknown/")]
    Key.objects.filter(pk=key.pk).update(expires_at=timezone.now() - timedelta(days=1))
    answers.append(Client().get(f"/join/key/{code}/"))
    Key.objects.filter(pk=key.pk).update(
        expires_at=timezone.now() + timedelta(days=1), withdrawn_at=timezone.now()
    )
    answers.append(Client().get(f"/join/key/{code}/"))
    Key.objects.filter(pk=key.pk).update(withdrawn_at=None)
    keys.redeem(digest=key.digest, joining=JOINING)
    answers.append(Client().get(f"/join/key/{code}/"))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("who", ["mia", "pat", "clara", "edie", "zed"])
def test_only_clinicians_of_the_service_issue_its_keys(who, building):
    with pytest.raises(PermissionDenied):
        keys.issue(
            service=building.eating_disorders,
            rooms=[building.harbour.pk],
            role=Role.PATIENT,
            by=getattr(building, who),
        )


def test_a_key_cannot_open_a_room_of_another_service(building):
    with pytest.raises(PermissionDenied):
        keys.issue(
            service=building.eating_disorders, rooms=[building.worry.pk], role=Role.PATIENT, by=building.cleo
        )


def test_a_handle_is_something_that_was_said(issued):
    _key, code = issued
    person = keys.redeem(digest=keys.digest_of(code), joining=JOINING)
    said = Utterance.objects.get(kind=Kind.HANDLE, source_id=person.pk)
    assert said.text == "slow-tide"
    assert said.service.slug == "eating-disorders"
    assert said.screened_at


def test_joining_asks_one_thing_a_page_and_ends_in_the_lobby(issued):
    _key, code = issued
    client = Client()
    assert client.get(f"/join/key/{code}/")["Location"] == "/join/name/"
    steps = [
        ("name", {"handle": "slow-tide"}), ("picture", {"avatar": "boat"}),
        ("password", {"password": "stairs kettle garden moon"}), ("house-rules", {"agree": "on"}),
    ]  # fmt: skip
    for step, answer in steps:
        assert client.get(f"/join/{step}/").status_code == 200
        assert client.post(f"/join/{step}/", answer).status_code == 302
    assert "slow-tide" in client.get("/join/check-answers/").content.decode()
    assert client.post("/join/check-answers/")["Location"] == "/lobby/"
    assert "Hello, slow-tide" in client.get("/lobby/").content.decode()
    assert Person.objects.get(handle="slow-tide").check_password("stairs kettle garden moon")


def test_joining_without_a_key_leads_to_the_key(db):
    for address in ("/join/name/", "/join/check-answers/"):
        assert Client().get(address)["Location"] == "/join/"


@pytest.mark.parametrize(
    "handle",
    [
        "a",
        "mia1990",
        "so-thin-now",
        "bmi-watcher",
        "<b>otter</b>",
        "otter " * 9,
        "Cleo",
        "the-moderator",
        "Dr-Otter",
        "nhs-team",
    ],
)
def test_handles_that_say_too_much_or_pass_for_another_are_refused(handle, issued):
    _key, code = issued
    client = Client()
    client.get(f"/join/key/{code}/")
    answer = client.post("/join/name/", {"handle": handle})
    assert answer.status_code == 200
    assert "Error: " in answer.content.decode()
