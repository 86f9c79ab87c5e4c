"""Each thing that a service sets for itself, changed in the CMS by who runs it, and what is other from then on."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from community.people import keys
from community.people.models import Key
from community.people.roles import Role
from community.people.services import actions
from community.rooms import notes
from risk_jobs.desk import actions as desk
from risk_jobs.desk.models import Case
from tests.cast import say
from tests.unit.people.test_joining import at_the_door, key_for, told
from tests.unit.people.test_service_settings import edit_page, filled, one

RISKY = "I have been purging again since Sunday."


@pytest.fixture
def sets(building, sign_in):
    """`sets(one("word_lists", …), brand=…)`: Sam saves the page of the service with this."""

    def save(rows: dict[str, str] | None = None, **fields: str) -> None:
        service = building.eating_disorders
        answer = sign_in(building.sam).post(edit_page(service), filled(service) | (rows or {}) | fields)
        assert answer.status_code == 302, answer.context["form"].errors

    return save


def words(use: str, line: str) -> dict[str, str]:
    return one("word_lists", name="Ours", use=use, words=line)


def test_words_kept_out_of_names(sets, building):
    sets(words("names", "juniper"))
    _key, code = key_for(building)
    assert "do not use in names here" in told(at_the_door(code), "juniper-tree")


def test_words_that_suggest_a_content_note(sets, building):
    assert "Ours" not in [note.name for note in notes.notes_of(building.eating_disorders.pk)]
    sets(words("notes", "weighed in"))
    assert [note.name for note in notes.notes_of(building.eating_disorders.pk)] == ["Ours"]


def test_words_that_bring_a_text_onto_the_desk(sets, building):
    say(building.mia, building.harbour, "A jellybean again.")
    assert not Case.objects.exists()
    sets(words("watch", "jellybean"))
    say(building.mia, building.harbour, "A jellybean again.")
    assert Case.objects.get().topic == "word_list"


def test_how_soon_a_case_is_claimed_and_how_long_that_holds(sets, building):
    sets(one("claim_targets", priority="2", minutes="55"), claim_holds_min="45")
    said = say(building.mia, building.harbour, RISKY)
    case = Case.objects.get()
    assert case.due_at - said.said_at == timedelta(minutes=55)
    case = desk.claim(case=case, by=building.cleo)
    assert case.claim_ends_at - case.claimed_at == timedelta(minutes=45)


def test_crisis_contacts_and_words_on_the_help_page(sets):
    sets(one("crisis_contacts", name="Duty line", how="call", number="01632 960009"))
    page = Client().get("/help-now/").content.decode()
    assert 'href="tel:01632960009"' in page


def test_opening_hours_on_the_room_and_by_the_clock(sets, building, sign_in, time_machine):
    time_machine.move_to(datetime(2026, 11, 25, 10, 30, tzinfo=ZoneInfo("Europe/London")))  # a Wednesday
    assert "until 11:15" not in sign_in(building.mia).get("/rooms/harbour/").content.decode()
    sets(one("opening_hours", weekday="2", opens="10:00", closes="11:15"))
    assert "until 11:15" in sign_in(building.mia).get("/rooms/harbour/").content.decode()
    sets(one("closed_days", day="2026-11-25", why="Snow"))
    assert "until 11:15" not in sign_in(building.mia).get("/rooms/harbour/").content.decode()


def test_the_look_of_its_rooms(sets, building, sign_in):
    sets(brand="meadow")
    assert "brands/meadow/brand.css" in sign_in(building.mia).get("/rooms/harbour/").content.decode()


def test_how_long_an_unopened_key_is_kept(sets, building):
    key, _code = key_for(building)
    Key.objects.filter(pk=key.pk).update(expires_at=timezone.now() - timedelta(days=8))
    assert actions.forget_unused_keys() == 0
    sets(one("retentions", kind="unused_keys", days="7"))
    assert actions.forget_unused_keys() == 1


def test_a_room_that_a_key_can_open(building, sign_in):
    sam = sign_in(building.sam)
    new = {"service": building.eating_disorders.pk, "name": "Compass", "slug": "compass", "purpose": "To talk.",
           "number_rule": building.harbour.number_rule}  # fmt: skip
    assert sam.post("/cms/rooms/new/", new).status_code == 302
    room = building.eating_disorders.rooms.get(slug="compass")
    keys.issue(service=building.eating_disorders, rooms=[room.pk], role=Role.PATIENT, by=building.cleo)
    assert "Compass" in sign_in(building.cleo).get("/rooms/").content.decode()


def test_who_works_there_is_one_step_from_the_settings(building, sign_in):
    assert "/staff/" in sign_in(building.sam).get("/cms/").content.decode()
    assert "/staff/" not in sign_in(building.edie).get("/cms/").content.decode()
