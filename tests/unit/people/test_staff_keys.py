"""Staff join by a key of who may appoint them, and reach nothing before their second factor."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from community.people import appointments, keys
from community.people.models import Key, Person
from community.people.policies import may
from community.people.roles import Permission, Role

JOINING = keys.Joining("slow-tide", "boat", "!", "2026-11")


def invite(building, who: str, role: Role = Role.MODERATOR):
    return keys.issue(service=building.eating_disorders, rooms=[], role=role, by=getattr(building, who))


@pytest.mark.parametrize(
    ("who", "role"), [("zed", Role.ADMINISTRATOR), ("zed", Role.GUARDIAN), ("sam", Role.CLINICIAN)]
)
def test_who_may_appoint_may_invite(who, role, building):
    assert invite(building, who, role)[0].role == role


@pytest.mark.parametrize(
    ("who", "role"),
    [("cleo", Role.CLINICIAN), ("sam", Role.ADMINISTRATOR), ("sam", Role.MANAGER), ("mia", Role.EDITOR)],
)
def test_who_may_not_appoint_may_not_invite(who, role, building):
    with pytest.raises(PermissionDenied):
        invite(building, who, role)


@pytest.mark.parametrize("who", ["sam", "zed"])
def test_who_runs_a_service_keys_no_member(who, building, sign_in):
    with pytest.raises(PermissionDenied):
        keys.issue(
            service=building.eating_disorders,
            rooms=[building.harbour.pk],
            role=Role.PATIENT,
            by=getattr(building, who),
        )
    client = sign_in(getattr(building, who))
    assert client.get("/keys/new/eating-disorders/").status_code == 404
    assert client.get("/keys/staff/eating-disorders/").status_code == 200


def test_clinicians_and_managers_list_each_their_own_kind_of_key(building, sign_in):
    member, _code = keys.issue(
        service=building.eating_disorders, rooms=[building.harbour.pk], role=Role.PATIENT, by=building.cleo
    )
    staff, _code = invite(building, "sam")
    for who, seen in (("cleo", {member}), ("sam", {staff}), ("zed", {staff}), ("clara", set())):
        assert set(Key.objects.visible_to(getattr(building, who))) == seen, who
    assert sign_in(building.cleo).get(f"/keys/{staff.ref}/withdraw/").status_code == 404


def test_who_opens_it_is_appointed_and_must_set_up_a_second_factor_first(building):
    key, code = invite(building, "sam", Role.CLINICIAN)
    person = keys.redeem(digest=keys.digest_of(code), joining=JOINING)
    assert may(person, Permission.USE_DESK, building.eating_disorders)
    assert person.appointments.get().appointed_by == building.sam
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in ("/lobby/", "/desk/", "/rooms/harbour/"):
        assert client.get(address)["Location"] == "/you/second-factor/app/"
    keys.withdraw(key=Key.objects.get(pk=key.pk), by=building.sam, why="wrong person")
    assert not Person.objects.get(pk=person.pk).works_here


def test_an_invitation_dies_with_the_office_of_who_issued_it(building):
    _key, code = invite(building, "sam")
    assert keys.find(keys.digest_of(code))
    appointments.end(appointment=building.sam.appointments.get(), by=building.zed, why="left")
    with pytest.raises(keys.KeyNoLongerOpens):
        keys.find(keys.digest_of(code))
    with pytest.raises(keys.KeyNoLongerOpens):
        keys.redeem(digest=keys.digest_of(code), joining=JOINING)
    assert not Person.objects.filter(handle="slow-tide").exists()


def test_a_member_cannot_add_a_staff_key_to_their_account(building):
    _key, code = invite(building, "sam")
    with pytest.raises(PermissionDenied):
        keys.add_to(digest=keys.digest_of(code), person=building.mia)
    assert not Person.objects.get(pk=building.mia.pk).works_here


def test_who_ends_an_appointment_hears_of_keys_that_the_leaver_may_still_know(building, sign_in):
    page = f"/staff/{building.cleo.appointments.get().ref}/end/"
    assert "nobody has opened" not in sign_in(building.sam).get(page).content.decode()
    for _n in range(2):
        keys.issue(
            service=building.eating_disorders,
            rooms=[building.harbour.pk],
            role=Role.PATIENT,
            by=building.cleo,
        )
    assert "They issued 2 keys that nobody has opened" in sign_in(building.sam).get(page).content.decode()
