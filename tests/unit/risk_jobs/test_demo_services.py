"""The demo's screens are alive: seven services set up, care teams, and a key in every state. Safe to run twice."""

import pytest

from community.people.models import CrisisContact, Key, NamedClinician, PlannedAbsence, Service, Training
from community.people.models.keys import State
from community.people.policies import rooms_open_to
from community.people.roles import Role
from community.people.services.opening import opening
from risk_jobs import demo, demo_services


@pytest.fixture
def standing(db, settings):
    settings.DEMO = True
    building = demo.plan()
    Service.objects.exclude(slug="eating-disorders").exclude(slug="talking-therapies").delete()
    demo._trust_and_rooms(building)
    demo._people(building["people"])
    for _twice in range(2):
        demo_services.settle_services()
        demo_services.settle_care()
        demo_services.issue_keys()


def test_every_service_says_its_hours_and_contacts_once(standing):
    slugs = [service["slug"] for service in demo.plan()["services"]]
    assert len(slugs) == 7
    for slug in slugs:
        service = Service.objects.get(slug=slug)
        service.full_clean(exclude=["slug"])
        assert opening(service).known, slug
        contacts = list(service.crisis_contacts.all())
        assert contacts
        for contact in contacts:
            contact.full_clean(exclude=["service"])
    assert CrisisContact.objects.filter(service__slug="eating-disorders").count() == 3


def test_keys_stand_in_every_state(standing):
    made = Key.objects.filter(reference__startswith="DEMO-")
    assert made.count() == 6
    assert {key.state for key in made} == set(State)
    assert made.exclude(apart_why="").count() == 1


def test_care_teams_absences_and_a_trained_helper(standing):
    assert NamedClinician.objects.in_force().count() == 4
    assert PlannedAbsence.objects.in_force().count() == 1
    robin = Training.objects.get(person__handle="been-there-robin").person
    assert {entry.role for entry in rooms_open_to(robin).values()} == {Role.RECOVERED}
