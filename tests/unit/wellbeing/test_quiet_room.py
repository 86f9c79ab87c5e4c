"""Staff say something without a name to it; danger to life shows help, and opens no case."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from community.people.models import Person
from community.utterances.models import Utterance
from community.wellbeing import actions
from community.wellbeing.handles import handle_of
from community.wellbeing.models import Line, WeekKey
from risk_jobs.desk.models import Case

MONDAY = date(2026, 3, 2)


def test_a_line_has_a_handle_of_the_week_and_nobody_behind_it(sign_in, cleo):
    client = sign_in(cleo)
    client.post("/staff-room/", {"secret_words": "That was a long night."})
    page = client.get("/staff-room/").content.decode()
    line = Line.objects.get()
    assert "That was a long night." in page
    assert line.handle in page
    assert cleo.handle not in line.handle
    for model in apps.get_app_config("wellbeing").get_models():
        assert not [f for f in model._meta.get_fields() if getattr(f, "related_model", None) is Person]


def test_the_handle_stays_for_a_week_and_nobody_can_reckon_it_afterwards(cleo, pat):
    first = actions.my_handle(by=cleo, today=MONDAY)
    assert actions.my_handle(by=cleo, today=MONDAY + timedelta(days=6)) == first
    assert actions.my_handle(by=pat, today=MONDAY) != first
    key = bytes(WeekKey.objects.get().key)
    assert handle_of(cleo.ref, key) == first
    actions.forget(today=MONDAY + timedelta(days=7))
    assert not WeekKey.objects.exists()
    assert actions.my_handle(by=cleo, today=MONDAY + timedelta(days=7)) != first


@pytest.mark.parametrize("who", ["mia", "robin", "kit", "vic"])
def test_members_do_not_know_of_it(building, sign_in, who):
    client = sign_in(getattr(building, who))
    assert client.get("/staff-room/").status_code == 404
    assert client.get("/staff-room/mood/").status_code == 404


def test_danger_to_life_shows_help_at_once_and_opens_no_case(sign_in, cleo):
    answer = sign_in(cleo).post(
        "/staff-room/", {"secret_words": "I have taken all my tablets, goodbye everybody"}
    )
    assert b"You are not alone with this" in answer.content
    assert Line.objects.get().needs_help
    assert not Case.objects.exists()
    assert not Utterance.objects.exists()


def test_what_is_grave_but_not_urgent_is_nobodys_business_here(sign_in, cleo):
    assert sign_in(cleo).post("/staff-room/", {"secret_words": "I dread every shift."}).status_code == 302
    assert not Line.objects.get().needs_help


def test_a_mood_is_answered_and_nothing_is_kept(sign_in, cleo):
    answer = sign_in(cleo).post("/staff-room/mood/", {"secret_mood": "bad"})
    assert b"Please talk to somebody now" in answer.content
    assert not Line.objects.exists()


def test_a_moderator_takes_a_line_down_and_a_manager_cannot(sign_in, cleo, pat, sam):
    line = actions.say(words="Somebody's full name", by=cleo)
    where = f"/staff-room/lines/{line.ref}/take-down/"
    assert sign_in(sam).post(where).status_code == 404
    assert sign_in(pat).post(where).status_code == 302
    line.refresh_from_db()
    assert (line.taken_down, line.words) == (True, "")


def test_lines_go_after_four_weeks(cleo):
    actions.say(words="Old", by=cleo, today=MONDAY)
    actions.forget(today=MONDAY + timedelta(days=28))
    assert Line.objects.count() == 1
    actions.forget(today=MONDAY + timedelta(days=29))
    assert not Line.objects.exists()
