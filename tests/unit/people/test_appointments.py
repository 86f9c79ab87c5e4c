"""Staff are appointed by an administrator, and some of them by the manager of the service."""

import pytest
from django.core.exceptions import PermissionDenied

from community.people.appointments import appoint, end
from community.people.models import Appointment, AuditEntry, Person
from community.people.policies import may, rooms_open_to
from community.people.roles import STAFF_ROLES, Permission, Role

MANAGERS_MAY = {Role.CLINICIAN, Role.MODERATOR, Role.EDITOR, Role.ACCREDITOR}


@pytest.fixture
def newcomer(building):
    """Works in the other service, and may be appointed here."""
    return building.clara


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_an_administrator_appoints_every_role_and_a_manager_some(role, building, newcomer):
    for who, may_do in (("zed", True), ("sam", role in MANAGERS_MAY)):
        Appointment.objects.filter(person=newcomer, service=building.eating_disorders).delete()
        if may_do:
            made = appoint(
                person=newcomer, service=building.eating_disorders, role=role, by=getattr(building, who)
            )
            assert made.appointed_by.handle == who
        else:
            with pytest.raises(PermissionDenied):
                appoint(
                    person=newcomer, service=building.eating_disorders, role=role, by=getattr(building, who)
                )


@pytest.mark.parametrize("who", ["mia", "robin", "cleo", "pat", "edie", "ada", "gil", "clara"])
def test_nobody_else_appoints_or_ends(who, building):
    by = getattr(building, who)
    with pytest.raises(PermissionDenied):
        appoint(person=building.edie, service=building.eating_disorders, role=Role.CLINICIAN, by=by)
    with pytest.raises(PermissionDenied):
        end(appointment=building.edie.appointments.get(), by=by, why="no")
    assert sum_of_staff_pages(by, building) == {404}


def sum_of_staff_pages(person, building) -> set[int]:
    from django.test import Client

    from tests.cast import sign_in

    client = sign_in(Client(), person)
    ref = building.edie.appointments.get().ref
    return {
        client.get(page).status_code
        for page in ("/staff/", "/staff/appoint/eating-disorders/", f"/staff/{ref}/end/")
    }


def test_a_manager_does_not_appoint_in_another_service(building, sign_in):
    with pytest.raises(PermissionDenied):
        appoint(person=building.edie, service=building.talking_therapies, role=Role.EDITOR, by=building.sam)
    assert sign_in(building.sam).get("/staff/appoint/talking-therapies/").status_code == 404
    assert sign_in(building.zed).get("/staff/appoint/talking-therapies/").status_code == 200
    assert "clara" not in sign_in(building.sam).get("/staff/").content.decode()


@pytest.mark.parametrize("who", ["sam", "zed"])
def test_nobody_appoints_themselves(who, building):
    person = getattr(building, who)
    with pytest.raises(PermissionDenied):
        appoint(person=person, service=building.eating_disorders, role=Role.CLINICIAN, by=person)


def test_a_members_account_never_becomes_one_of_the_staff(building):
    with pytest.raises(PermissionDenied):
        appoint(person=building.mia, service=building.eating_disorders, role=Role.EDITOR, by=building.zed)


def test_a_change_of_role_ends_their_sessions_and_nobody_elses(building, sign_in):
    pat, cleo = sign_in(building.pat), sign_in(building.cleo)
    assert pat.get("/desk/").status_code == 200
    end(appointment=building.pat.appointments.get(), by=building.zed, why="moved on")
    assert pat.get("/desk/")["Location"].startswith("/sign-in/")
    assert cleo.get("/desk/").status_code == 200
    gone = Person.objects.get(pk=building.pat.pk)
    assert not gone.works_here
    assert not rooms_open_to(gone)
    assert AuditEntry.objects.filter(did="ended appointment of", who="zed", why="moved on").exists()


def test_appointing_by_the_screen(building, sign_in):
    sam = sign_in(building.sam)
    answer = sam.post(
        "/staff/appoint/eating-disorders/", {"handle": "clara", "role": "clinician"}, follow=True
    )
    assert "clara is clinician of Eating Disorders" in answer.content.decode()
    assert may(Person.objects.get(handle="clara"), Permission.USE_DESK, building.eating_disorders)
    made = Appointment.objects.get(person=building.clara, service=building.eating_disorders)
    assert sam.post(f"/staff/{made.ref}/end/", {"why": ""}).status_code == 200
    assert sam.post(f"/staff/{made.ref}/end/", {"why": "covered a week"}).status_code == 302
    assert not may(Person.objects.get(handle="clara"), Permission.USE_DESK, building.eating_disorders)


def test_a_members_name_and_no_name_at_all_get_the_same_answer(building, sign_in):
    sam = sign_in(building.sam)
    told = [
        sam.post("/staff/appoint/eating-disorders/", {"handle": handle, "role": "editor"}).content.decode()
        for handle in ("mia", "xxx")
    ]
    assert "Nobody who works here has that name" in told[0]
    assert told[0].replace("mia", "xxx").count("xxx") == told[1].count("xxx")


@pytest.mark.parametrize("who", ["gil", "zed", "sam"])
def test_a_manager_is_not_offered_to_end_the_guardian_the_administrator_or_themselves(who, building, sign_in):
    """Nobody types a reason only to hear that it was not theirs to decide."""
    sam = sign_in(building.sam)
    [appointment] = getattr(building, who).appointments.in_force()
    page = sam.get("/staff/").content.decode()
    assert f"/staff/{appointment.ref}/end/" not in page
    assert f"/staff/{building.pat.appointments.get().ref}/end/" in page
    assert sam.get(f"/staff/{appointment.ref}/end/").status_code == 403
    assert sam.post(f"/staff/{appointment.ref}/end/", {"why": "In the way"}).status_code == 403
    assert getattr(building, who).appointments.in_force().exists()
