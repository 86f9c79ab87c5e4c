"""Keys: one account, once; every way in without one is shut."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.people import keys
from community.people.models import Key, Membership, Person
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
        expires_at=timezone.now() + timedelta(days=1), withdrawn_at=timezone.now(), withdrawn_why="lost"
    )
    answers.append(Client().get(f"/join/key/{code}/"))
    Key.objects.filter(pk=key.pk).update(withdrawn_at=None, withdrawn_why="")
    keys.redeem(digest=key.digest, joining=JOINING)
    answers.append(Client().get(f"/join/key/{code}/"))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    # `Expires` is the second it was answered in.
    headers = [sorted(item for item in answer.headers.items() if item[0] != "Expires") for answer in answers]
    assert len({str(one) for one in headers}) == 1
    assert len({str(answer.cookies) for answer in answers}) == 1


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
        ("name", {"handle": "slow-tide"}), ("picture", {"avatar": "boat"}), ("contact", {"how": "nothing"}),
        ("who-reads", {"consent": "on"}), ("house-rules", {"agree": "on"}),
        ("password", {"password": "stairs kettle garden moon"}),
    ]  # fmt: skip
    for step, answer in steps:
        assert client.get(f"/join/{step}/").status_code == 200
        assert client.post(f"/join/{step}/", answer).status_code == 302
    assert "slow-tide" in client.get("/join/check-answers/").content.decode()
    assert client.post("/join/check-answers/")["Location"] == "/welcome/"
    assert "Welcome, slow-tide" in client.get("/welcome/").content.decode()
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
        "support-otter",
        "crisis-line",
        "Member-who-left-again",
    ],
)
def test_handles_that_say_too_much_or_pass_for_another_are_refused(handle, issued):
    _key, code = issued
    client = Client()
    client.get(f"/join/key/{code}/")
    answer = client.post("/join/name/", {"handle": handle})
    assert answer.status_code == 200
    assert "Error: " in answer.content.decode()


def test_a_key_does_not_outlive_the_last_day_of_its_rooms(building, time_machine):
    """Or somebody would answer every question, and stand before closed doors."""
    time_machine.move_to(datetime(2026, 7, 10, 12, tzinfo=UTC), tick=False)
    key, _code = keys.issue(
        service=building.eating_disorders, rooms=[building.harbour.pk], role=Role.PATIENT, by=building.cleo,
        opens_until=date(2026, 7, 11),
    )  # fmt: skip
    assert timezone.localtime(key.expires_at).isoformat() == "2026-07-12T00:00:00+01:00"
    time_machine.move_to(datetime(2026, 7, 11, 22, 59, tzinfo=UTC), tick=False)
    assert keys.find(key.digest) == key
    time_machine.move_to(datetime(2026, 7, 11, 23, 1, tzinfo=UTC), tick=False)
    with pytest.raises(keys.KeyNoLongerOpens):
        keys.find(key.digest)


@pytest.mark.parametrize(("days", "opens"), [(1, True), (30, True), (0, False), (31, False), (-1, False)])
def test_how_long_a_key_waits_has_bounds(days, opens, building):
    def issue():
        return keys.issue(
            service=building.eating_disorders, rooms=[building.harbour.pk], role=Role.PATIENT, by=building.cleo,
            expires_after=timedelta(days=days),
        )  # fmt: skip

    if opens:
        key, _code = issue()
        assert key.expires_at - key.issued_at == timedelta(days=days)
    else:
        with pytest.raises(PermissionDenied):
            issue()


def test_a_key_is_withdrawn_with_a_reason_and_the_first_one_stands(issued, building):
    key, _code = issued
    with pytest.raises(PermissionDenied):
        keys.withdraw(key=key, by=building.cleo, why=" ")
    keys.withdraw(key=key, by=building.cleo, why="lost")
    keys.withdraw(key=key, by=building.cleo, why="never mind")
    key.refresh_from_db()
    assert (key.withdrawn_why, key.withdrawn_by) == ("lost", building.cleo)


def test_the_list_shows_states_and_filters(building, sign_in):
    def one(number: str) -> Key:
        return keys.issue(
            service=building.eating_disorders, rooms=[building.harbour.pk], role=Role.PATIENT, by=building.cleo,
            reference=number,
        )[0]  # fmt: skip

    waiting, opened, expired, withdrawn = one("A-1"), one("A-2"), one("A-3"), one("A-4")
    keys.redeem(digest=opened.digest, joining=JOINING)
    Key.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(days=1))
    keys.withdraw(key=withdrawn, by=building.cleo, why="lost on the bus")
    client = sign_in(building.cleo)
    expected = {"waiting": waiting, "opened": opened, "expired": expired, "withdrawn": withdrawn}
    for state, key in expected.items():
        page = client.get(f"/keys/?state={state}").content.decode()
        shown = [number for number in ("A-1", "A-2", "A-3", "A-4") if f">{number}<" in page]
        assert shown == [key.reference], state
        assert Key.objects.get(pk=key.pk).state == state
    assert "lost on the bus" in page
    assert "slow-tide" in client.get(f"/keys/?by={building.cleo.ref}").content.decode()
    assert "No key fits" in client.get(f"/keys/?by={building.pat.ref}&state=nonsense").content.decode()


def test_a_number_that_is_looked_for_is_sent_apart_from_the_address(building, sign_in):
    """Somebody types the wrong number there, one of a person: no address, history or log keeps it."""
    for number in ("A-1", "A-2"):
        keys.issue(
            service=building.eating_disorders, rooms=[building.harbour.pk], role=Role.PATIENT, by=building.cleo,
            reference=number,
        )  # fmt: skip
    client = sign_in(building.cleo)
    found = client.post("/keys/", {"number": "a-2"})
    assert found.status_code == 200
    assert b">A-2<" in found.content
    assert b">A-1<" not in found.content
    assert b"No key fits" in client.post("/keys/", {"number": "943 476 5919"}).content
    addressed = client.get("/keys/?number=943 476 5919").content.decode()
    assert ">A-1<" in addressed
    assert "943 476" not in addressed
    by_address = re.findall(r'<form[^>]*method="get".*?</form>', addressed, re.DOTALL)
    assert not any("<input" in form for form in by_address if "/keys/" in form)


@pytest.mark.parametrize("number", ["9434765919", "943-476-5919", "9434765918", "-943-4765919-"])
def test_an_nhs_number_is_no_number_of_the_clinics_own(number, building, sign_in):
    """It would stand on the slip, and beside the handle in the list of keys."""
    given = {"role": "patient", "rooms": [building.harbour.pk], "expires_in": "7", "reference": number}
    answer = sign_in(building.cleo).post("/keys/new/eating-disorders/", given)
    assert b"not an NHS number" in answer.content
    assert not Key.objects.exists()


def test_a_long_list_of_keys_comes_in_pages(building, sign_in):
    for n in range(55):
        Key.objects.create(
            digest=f"{n}", service=building.eating_disorders, role="patient", issued_by=building.cleo,
            expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
    page = sign_in(building.cleo).get("/keys/?state=waiting&page=2").content.decode()
    assert "Page 2 of 2" in page
    assert 'href="?page=1&amp;state=waiting"' in page


@pytest.mark.parametrize(
    ("last_day", "utc", "open_"),
    [("2026-07-10", "2026-07-10T22:59", True), ("2026-07-10", "2026-07-10T23:01", False),
     ("2026-10-25", "2026-10-25T23:59", True), ("2026-10-25", "2026-10-26T00:01", False),
     ("2026-10-24", "2026-10-24T22:59", True), ("2026-10-24", "2026-10-24T23:01", False),
     ("2027-03-28", "2027-03-28T22:59", True), ("2027-03-28", "2027-03-28T23:01", False)],
)  # fmt: skip
def test_a_last_day_ends_at_midnight_where_people_live_also_when_clocks_change(
    last_day, utc, open_, building, time_machine
):
    Membership.objects.filter(person=building.mia).update(last_day=last_day)
    time_machine.move_to(datetime.fromisoformat(f"{utc}+00:00"))
    assert bool(rooms_open_to(Person.objects.get(pk=building.mia.pk))) is open_


def test_a_key_that_does_not_open_costs_the_same_work_whatever_is_wrong_with_it(building):
    """Alike in time as well: the same statements, and none about what the key is for."""
    Client().get("/join/key/unknown/")  # the first try from an address makes the row that counts them
    asked = {}
    for state, changed in {
        "used": {"redeemed_at": timezone.now(), "redeemed_by": building.mia},
        "expired": {"expires_at": timezone.now() - timedelta(minutes=1)},
        "withdrawn": {"withdrawn_at": timezone.now(), "withdrawn_why": "moved away"},
        "unknown": None,
    }.items():
        key, code = keys.issue(
            service=building.eating_disorders,
            rooms=[building.harbour.pk],
            role=Role.PATIENT,
            by=building.cleo,
        )
        Key.objects.filter(pk=key.pk).update(**changed) if changed else key.delete()
        with CaptureQueriesContext(connection) as ran:
            answer = Client().get(f"/join/key/{code}/")
        asked[state] = [re.sub(r"'[^']*'|\d+", "…", one["sql"]) for one in ran], answer.status_code
    assert len({repr(one) for one in asked.values()}) == 1, asked
    assert sum("people_key" in sql for sql in asked["unknown"][0]) == 1


@pytest.mark.parametrize("number", ["\x00", "A\x001", "x" * 500, "🦦", "' OR 1=1 --", "%"])
def test_odd_numbers_find_no_key(number, building, sign_in):
    keys.issue(
        service=building.eating_disorders, rooms=[building.harbour.pk], role=Role.PATIENT, by=building.cleo,
        reference="A-1",
    )  # fmt: skip
    answer = sign_in(building.cleo).post("/keys/", {"number": number})
    assert answer.status_code == 200
    assert (b">A-1<" in answer.content) == (number == "\x00")
