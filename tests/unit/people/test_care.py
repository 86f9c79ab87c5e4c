"""The care team: who knows a member, when they are away, how they are discharged, and what a helper needs."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.people import appointments
from community.people.care import actions
from community.people.care.panel import care_of
from community.people.models import (
    AuditEntry,
    Discharge,
    Membership,
    NamedClinician,
    Person,
    PlannedAbsence,
    Training,
)
from community.people.policies import may_enter, rooms_open_to
from community.people.roles import Role
from risk_jobs.desk.models import Case
from tests.cast import say

HOLIDAY = PlannedAbsence.Kind.HOLIDAY
NOBODY_ELSE = ["mia", "robin", "kit", "pat", "edie", "ada", "sam", "gil", "zed", "clara"]


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def three(name: str, day: date) -> dict[str, int]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def pages(building) -> list[str]:
    base = f"/people/{building.mia.ref}/eating-disorders/"
    return [f"{base}{page}/" for page in ("known-by", "absences", "training", "discharge", "more-rooms")]


# --- who may ---------------------------------------------------------------------------------------------------
def test_a_clinician_of_the_service_has_the_pages(building, sign_in):
    client = sign_in(building.cleo)
    for page in pages(building):
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("who", NOBODY_ELSE)
def test_for_nobody_else_do_the_pages_exist(who, building, sign_in):
    client = sign_in(getattr(building, who))
    absent = client.get("/nothing-here/at-all/").content
    for page in pages(building):
        answer = client.get(page)
        assert (answer.status_code, answer.content) == (404, absent), page


@pytest.mark.parametrize("who", NOBODY_ELSE)
def test_nor_do_the_actions_obey_anybody_else(who, building):
    by, service = getattr(building, who), building.eating_disorders
    signed = Training.objects.get()
    for attempt in (
        lambda: actions.name_clinician(member=building.max, clinician=building.cleo, service=service, by=by),
        lambda: actions.plan_absence(
            person=building.max, kind=HOLIDAY, first_day=today(), last_day=today(3), by=by, service=service
        ),
        lambda: actions.discharge(person=building.max, service=service, last_days={}, by=by),
        lambda: actions.sign_training(
            person=building.max, service=service, what="x", trained_on=today(-1), last_day=today(9), by=by
        ),
        lambda: actions.withdraw_training(training=signed, by=by, why="x"),
        lambda: actions.make_helper(person=building.max, service=service, by=by),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_clinician_of_another_service_learns_nothing_of_the_care_here(building, sign_in):
    actions.name_clinician(
        member=building.mia, clinician=building.cleo, service=building.eating_disorders, by=building.cleo
    )
    Membership.objects.create(person=building.mia, room=building.worry, role=Role.PATIENT)
    page = sign_in(building.clara).get(f"/people/{building.mia.ref}/").content.decode()
    assert "Care in Talking Therapies" in page
    assert "Eating Disorders" not in page
    assert "cleo" not in page


# --- who knows them --------------------------------------------------------------------------------------------
def test_naming_and_ending_by_the_screens(building, sign_in):
    client = sign_in(building.cleo)
    base = f"/people/{building.mia.ref}/eating-disorders/known-by/"
    assert "pat" not in client.get(base).content.decode().split("<form")[1], "a moderator is not a clinician"
    client.post(base, {"clinician": building.cleo.ref})
    client.post(base, {"clinician": building.cleo.ref})
    named = NamedClinician.objects.get()
    assert "cleo, since" in client.get(f"/people/{building.mia.ref}/").content.decode()
    say(building.mia, building.harbour, "I have been purging again since Sunday.")
    assert "cleo, since" in client.get(Case.objects.first().get_absolute_url()).content.decode()
    client.post(f"{base}{named.ref}/end/")
    assert not NamedClinician.objects.in_force().exists()
    assert set(
        AuditEntry.objects.filter(what=f"person:{building.mia.ref}", who="cleo").values_list("did", flat=True)
    ) >= {
        "named clinician of",
        "ended named clinician of",
    }


@pytest.mark.parametrize("whom", ["pat", "clara", "robin"])
def test_only_clinicians_of_the_service_are_named(whom, building):
    with pytest.raises(PermissionDenied):
        actions.name_clinician(
            member=building.mia,
            clinician=getattr(building, whom),
            service=building.eating_disorders,
            by=building.cleo,
        )


# --- away ------------------------------------------------------------------------------------------------------
def test_a_member_plans_and_takes_back_their_own_absence(building, sign_in):
    client = sign_in(building.mia)
    given = {"kind": "exam", **three("first_day", today(2)), **three("last_day", today(9))}
    assert client.post("/you/absences/", given)["Location"] == "/you/absences/"
    planned = building.mia.absences.get()
    assert planned.set_by == building.mia
    for day, away in ((1, False), (2, True), (9, True), (10, False)):
        assert PlannedAbsence.objects.in_force(today(day)).exists() == away, day
    assert sign_in(building.max).post(f"/you/absences/{planned.ref}/cancel/").status_code == 404
    client.post(f"/you/absences/{planned.ref}/cancel/")
    assert not PlannedAbsence.objects.in_force(today(5)).exists()


def test_a_clinician_plans_one_and_it_stands_beside_the_case(building, sign_in):
    client = sign_in(building.cleo)
    given = {"kind": "inpatient", **three("first_day", today()), **three("last_day", today(20))}
    assert client.post(f"/people/{building.mia.ref}/eating-disorders/absences/", given).status_code == 302
    say(building.mia, building.harbour, "I have been purging again since Sunday.")
    assert "A stay in hospital" in client.get(Case.objects.first().get_absolute_url()).content.decode()
    assert care_of(building.mia, building.eating_disorders).away


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [(5, 4, "after the first"), (-9, -1, "over already"), (0, 400, "a year at most")],
)
def test_days_that_cannot_be_are_told_and_kept(first, last, told, building, sign_in):
    given = {"kind": "holiday", **three("first_day", today(first)), **three("last_day", today(last))}
    page = sign_in(building.mia).post("/you/absences/", given)
    assert page.status_code == 200
    assert told in page.content.decode().replace("A year", "a year")
    assert f'value="{today(last).day}"' in page.content.decode()
    assert not PlannedAbsence.objects.exists()


# --- after treatment ---------------------------------------------------------------------------------------------
def test_discharge_keeps_the_account_and_says_what_stays_open(building, sign_in, time_machine):
    Membership.objects.create(person=building.mia, room=building.onward, role=Role.PATIENT)
    given = three(f"room_{building.harbour.pk}", today(7))
    address = f"/people/{building.mia.ref}/eating-disorders/discharge/"
    assert sign_in(building.cleo).post(address, given).status_code == 302
    assert Discharge.objects.get().person == building.mia
    assert may_enter(fresh(building.mia), building.harbour.pk)
    time_machine.move_to(timezone.now() + timedelta(days=8))
    mia = fresh(building.mia)
    assert mia.is_active
    assert set(rooms_open_to(mia)) == {building.onward.pk}
    assert sign_in(mia).get("/rooms/onward/").status_code == 200


def test_a_helper_stands_as_one_only_while_a_training_counts(building, time_machine):
    def stands_as() -> Role:
        return rooms_open_to(fresh(building.robin))[building.onward.pk].role

    assert stands_as() == Role.RECOVERED
    actions.withdraw_training(training=Training.objects.get(), by=building.cleo, why="took a rest")
    assert stands_as() == Role.PATIENT
    assert may_enter(fresh(building.robin), building.onward.pk), "the room stays theirs"
    actions.sign_training(
        person=building.robin, service=building.eating_disorders, what="Peer support", trained_on=today(-1),
        last_day=today(30), by=building.cleo,
    )  # fmt: skip
    assert stands_as() == Role.RECOVERED
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert stands_as() == Role.PATIENT


def test_nobody_becomes_a_helper_without_a_training(building, sign_in):
    with pytest.raises(PermissionDenied):
        actions.make_helper(person=building.mia, service=building.eating_disorders, by=building.cleo)
    given = {
        "what": "Peer support",
        **three("trained_on", today(-3)),
        **three("last_day", today(300)),
        "become": "on",
    }
    address = f"/people/{building.mia.ref}/eating-disorders/training/"
    assert sign_in(building.cleo).post(address, given).status_code == 302
    assert rooms_open_to(fresh(building.mia))[building.harbour.pk].role == Role.RECOVERED
    signed = Training.objects.get(person=building.mia)
    end = f"/people/{building.mia.ref}/eating-disorders/training/{signed.ref}/end/"
    sign_in(building.cleo).post(end, {"why": "took a rest"})
    assert rooms_open_to(fresh(building.mia))[building.harbour.pk].role == Role.PATIENT


def test_a_training_of_another_service_makes_no_helper_here(building):
    Training.objects.update(service=building.talking_therapies)
    assert rooms_open_to(fresh(building.robin))[building.onward.pk].role == Role.PATIENT


def test_more_rooms_by_the_screen_with_the_warning(building, sign_in):
    building.harbour.never_with.add(building.lantern)
    client, address = sign_in(building.cleo), f"/people/{building.mia.ref}/eating-disorders/more-rooms/"
    assert "are kept apart" in client.post(address, {"rooms": [building.lantern.pk]}).content.decode()
    assert not may_enter(fresh(building.mia), building.lantern.pk)
    client.post(address, {"rooms": [building.lantern.pk], "apart_why": "agreed with her team"})
    assert may_enter(fresh(building.mia), building.lantern.pk)
    assert building.mia.keys_held.get().apart_why == "agreed with her team"


def test_a_clinician_who_has_left_the_service_is_named_no_more(building):
    def named(member: str, clinician, service, by) -> NamedClinician:
        return actions.name_clinician(
            member=getattr(building, member), clinician=clinician, service=service, by=by
        )

    gone = named("mia", building.cleo, building.eating_disorders, building.cleo)
    stays = named("kit", building.clara, building.talking_therapies, building.clara)
    appointments.end(
        appointment=building.cleo.appointments.get(), by=building.sam, why="works elsewhere now", now=timezone.now()
    )  # fmt: skip
    assert set(NamedClinician.objects.in_force()) == {stays}
    assert NamedClinician.objects.get(pk=gone.pk).ended_at


@pytest.mark.parametrize(
    "broken",
    [
        lambda b: PlannedAbsence(person=b.mia, kind="exam", first_day=today(2), last_day=today(1), set_by=b.mia),
        lambda b: Training(person=b.mia, service=b.eating_disorders, what="x", trained_on=today(), last_day=today(),
                           signed_by=b.cleo),
        lambda b: Training(person=b.cleo, service=b.eating_disorders, what="x", trained_on=today(), last_day=today(5),
                           signed_by=b.cleo),
        lambda b: NamedClinician(member=b.cleo, clinician=b.cleo, service=b.eating_disorders),
    ],
)  # fmt: skip
def test_the_database_refuses_what_cannot_be(broken, building):
    with pytest.raises(IntegrityError), transaction.atomic():
        broken(building).save()
