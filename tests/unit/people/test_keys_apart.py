"""Rooms that are never together: a key to both warns, and needs a reason that is kept."""

import pytest

from community.people import keys
from community.people.keys import batch_file
from community.people.models import AuditEntry, Key
from community.people.policies import rooms_open_to
from community.people.roles import Role


@pytest.fixture
def apart(building):
    building.harbour.never_with.add(building.lantern)
    return building


def issue(building, *rooms, why: str = "", **more):
    ids = [getattr(building, room).pk for room in rooms]
    return keys.issue(
        service=building.eating_disorders,
        rooms=ids,
        role=Role.PATIENT,
        by=building.cleo,
        apart_why=why,
        **more,
    )


@pytest.mark.parametrize("why", ["", "   "])
def test_a_key_to_both_needs_a_reason(why, apart):
    with pytest.raises(keys.RoomsApart, match="Harbour and Lantern are kept apart"):
        issue(apart, "harbour", "lantern", why=why)
    assert not Key.objects.exists()


def test_the_reason_is_kept_on_the_key_and_in_the_audit_log(apart):
    key, _code = issue(apart, "harbour", "lantern", why="both diagnoses, agreed with her team")
    assert key.apart_why == "both diagnoses, agreed with her team"
    assert AuditEntry.objects.get(what=f"key:{key.ref}").why == key.apart_why


def test_other_rooms_need_none(apart):
    assert issue(apart, "harbour", "onward")[0].apart_why == ""


def test_the_screen_warns_asks_and_keeps_what_was_chosen(apart, sign_in):
    client = sign_in(apart.cleo)
    given = {"role": "patient", "rooms": [apart.harbour.pk, apart.lantern.pk], "expires_in": "7"}
    page = client.post("/keys/new/eating-disorders/", given).content.decode()
    assert "Harbour and Lantern are kept apart. Say why this person needs both, or choose one." in page
    assert page.count("checked") == 5  # role, two rooms, how long, no contact known
    assert not Key.objects.exists()
    client.post("/keys/new/eating-disorders/", given | {"apart_why": "agreed with her team"})
    assert Key.objects.get().apart_why == "agreed with her team"


def test_a_file_that_keys_both_needs_a_reason_in_its_line(apart):
    heads, line = b"reference,role,rooms,why_both_rooms\n", b"W-1,Patient,Harbour;Lantern,%s\n"
    service = apart.eating_disorders
    assert "Line 2, why_both_rooms" in batch_file.read(heads + line % b"", service=service).wrong[0]
    read = batch_file.read(heads + line % b"agreed", service=service)
    assert (read.wrong, read.lines[0].apart_why) == ([], "agreed")


def test_who_holds_one_by_another_key_is_not_given_the_other_without_a_reason(apart):
    with pytest.raises(keys.RoomsApart):
        keys.open_rooms(person=apart.mia, service=apart.eating_disorders, rooms=[apart.lantern.pk],
                        role=Role.PATIENT, by=apart.cleo)  # fmt: skip
    _key, code = issue(apart, "lantern")
    with pytest.raises(keys.RoomsApart):
        keys.add_to(digest=keys.digest_of(code), person=apart.mia)
    assert set(rooms_open_to(apart.mia)) == {apart.harbour.pk}
    assert keys.find(keys.digest_of(code)), "the key still opens for somebody else"
    keys.open_rooms(person=apart.mia, service=apart.eating_disorders, rooms=[apart.lantern.pk],
                    role=Role.PATIENT, by=apart.cleo, apart_why="agreed")  # fmt: skip
    del apart.mia.__dict__["_rooms_open"]
    assert set(rooms_open_to(apart.mia)) == {apart.harbour.pk, apart.lantern.pk}


def test_a_second_key_adds_its_rooms_and_withdrawing_it_leaves_the_first(building):
    from community.people.models import Person

    _key, code = issue(building, "harbour", "onward")
    key = keys.add_to(digest=keys.digest_of(code), person=building.mia)
    mia = Person.objects.get(pk=building.mia.pk)
    assert set(rooms_open_to(mia)) == {building.harbour.pk, building.onward.pk}
    keys.withdraw(key=key, by=building.cleo, why="treatment over")
    assert set(rooms_open_to(Person.objects.get(pk=mia.pk))) == {building.harbour.pk}
