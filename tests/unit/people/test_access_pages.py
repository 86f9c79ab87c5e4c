"""Who can enter this room, and why? What can this person enter, and why? And who may ask."""

import pytest

from community.people.models import AuditEntry, Membership, Person
from community.people.policies import people_who_enter, rooms_open_to
from community.people.roles import Role


def test_both_questions_are_answered_alike_for_everybody_and_every_room(building):
    seen_from_rooms = {
        (person.pk, room.pk): entry
        for room in (building.harbour, building.lantern, building.onward, building.kitchen, building.worry)
        for person, entry in people_who_enter(room.pk)
    }
    seen_from_people = {
        (person.pk, room): entry
        for person in Person.objects.all()
        for room, entry in rooms_open_to(person).items()
    }
    assert seen_from_rooms == seen_from_people
    assert len(seen_from_people) == 8 + 3 + 3 + 2  # memberships, Cleo, Pat, Clara


def test_a_room_says_who_enters_and_why_staff_first(building, sign_in):
    page = sign_in(building.cleo).get("/rooms/harbour/who/").content.decode()
    assert page.index("cleo") < page.index(">mia<")
    assert "Clinician of Eating Disorders" in page
    assert "A key opens it" in page
    assert ">max<" not in page
    assert AuditEntry.objects.filter(did="read who enters", what="room:harbour", who="cleo").count() == 1


def test_suspended_and_ended_people_do_not_enter(building):
    Person.objects.filter(pk=building.robin.pk).update(is_active=False)
    Membership.objects.filter(person=building.mia).update(ended_at="2026-01-01T00:00Z")
    assert {person.handle for person, _entry in people_who_enter(building.harbour.pk)} == {"cleo", "pat"}


@pytest.mark.parametrize("who", ["cleo", "sam"])
def test_clinicians_and_the_manager_of_the_service_may_ask(who, building, sign_in):
    client = sign_in(getattr(building, who))
    assert client.get("/rooms/harbour/who/").status_code == 200
    assert client.get(f"/people/{building.mia.ref}/").status_code == 200


@pytest.mark.parametrize(
    "who", ["mia", "robin", "kit", "vic", "wyn", "pat", "edie", "ada", "gil", "zed", "clara"]
)
def test_for_everybody_else_the_questions_do_not_exist(who, building, sign_in):
    client = sign_in(getattr(building, who))
    absent = client.get("/nothing-here/at-all/").content
    for address in ("/rooms/harbour/who/", f"/people/{building.mia.ref}/"):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, absent)


def test_a_person_page_keeps_the_rooms_of_another_service_to_itself(building, sign_in):
    Membership.objects.create(person=building.mia, room=building.worry, role=Role.PATIENT)
    ours = sign_in(building.cleo).get(f"/people/{building.mia.ref}/").content.decode()
    theirs = sign_in(building.clara).get(f"/people/{building.mia.ref}/").content.decode()
    assert "Harbour" in ours
    assert "Worry" not in ours
    assert "Talking Therapies" not in ours
    assert "Worry" in theirs
    assert "Harbour" not in theirs


def test_a_full_room_is_shown_in_pages(building, sign_in):
    people = Person.objects.bulk_create(
        Person(handle=f"person-{n}", handle_looks_like=f"person-{n}", password="!") for n in range(60)
    )
    Membership.objects.bulk_create(
        Membership(person=one, room=building.harbour, role=Role.PATIENT) for one in people
    )
    page = sign_in(building.cleo).get("/rooms/harbour/who/?page=2").content.decode()
    assert "Page 2 of 2" in page
    assert "64 people can" in page


@pytest.mark.parametrize(
    ("who", "status"), [("cleo", 200), ("edie", 200), ("gil", 200), ("mia", 404), ("vic", 404)]
)
def test_the_page_of_roles_is_for_staff(who, status, building, sign_in):
    answer = sign_in(getattr(building, who)).get("/roles/")
    assert answer.status_code == status
    if status == 200:
        for role in Role:
            assert role.label in answer.content.decode()
