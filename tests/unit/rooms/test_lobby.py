"""The lobby, the rooms and a room: what is new, who is on duty, in which order, and for whom."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from community.people.models import OpeningHours
from community.rooms import actions
from community.rooms.boards import LAST_PAGE
from community.rooms.models import Post, Room, Thread

MONDAY_10, SUNDAY_10 = "2026-11-23 10:00 +0000", "2026-11-22 10:00 +0000"


def opened(building, title: str, by=None, room=None, ago: int = 0) -> Thread:
    thread, _said = actions.open_thread(
        room=room or building.harbour, title=title, body="The kettle is on.", by=by or building.robin,
        now=timezone.now() - timedelta(days=ago),
    )  # fmt: skip
    return thread


def page(client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_lobby_shows_what_one_has_not_read_and_leads_to_it(building, sign_in):
    thread, client = opened(building, "Evenings"), sign_in(building.mia)
    assert "Evenings" in page(client, "/lobby/")
    assert "Something new" in page(client, "/lobby/")
    page(client, thread.get_absolute_url())
    assert "You have read everything" in page(client, "/lobby/")
    assert "Evenings" not in page(client, "/lobby/")
    actions.reply(thread=Thread.objects.get(pk=thread.pk), body="Me too.", by=building.cleo)
    again = page(client, "/lobby/")
    assert f"{thread.get_absolute_url()}?page=1#new" in again
    assert "1 new" in again


def test_what_is_older_than_a_month_is_no_news(building, sign_in):
    opened(building, "Long ago", ago=31)
    assert "Long ago" not in page(sign_in(building.mia), "/lobby/")


def test_news_of_a_room_tells_nothing_of_another(building, sign_in):
    opened(building, "Mondays", by=building.robin, room=building.lantern)
    assert "Nothing new" in page(sign_in(building.mia), "/rooms/")
    assert "Something new" in page(sign_in(building.max), "/rooms/")


def test_first_steps_are_for_members_who_have_not_written(building, sign_in):
    assert "Say hello in Harbour" in page(sign_in(building.mia), "/lobby/")
    opened(building, "Hello", by=building.mia)
    assert "First steps" not in page(sign_in(building.mia), "/lobby/")
    assert "First steps" not in page(sign_in(building.cleo), "/lobby/")


def test_nothing_is_promised_that_is_not_there(building, sign_in):
    """No living room, no check-in and no story: no word of them."""
    said = re.sub(r"<nav\b.*?</nav>", "", page(sign_in(building.mia), "/lobby/"), flags=re.DOTALL)
    for word in ("iving room", "check-in", "story by"):
        assert word not in said


@pytest.fixture
def hours(building):
    OpeningHours.objects.create(service=building.eating_disorders, weekday=0)


def test_who_is_on_duty_is_named_in_the_opening_hours_and_nobody_outside(
    hours, building, sign_in, time_machine
):
    time_machine.move_to(MONDAY_10)
    here = page(sign_in(building.mia), "/rooms/harbour/")
    assert "The team is here until 17:00." in here
    assert "cleo, clinician; pat, moderator" in here
    for other in ("sam", "zed", "gil", "edie", "clara"):
        assert f"{other}," not in here
    time_machine.move_to(SUNDAY_10)
    here = page(sign_in(building.mia), "/rooms/harbour/")
    assert "The team is here again tomorrow at 09:00." in here
    assert "On duty" not in here


def test_a_service_that_says_no_hours_promises_nobody(building, sign_in):
    assert "On duty" not in page(sign_in(building.mia), "/rooms/harbour/")
    assert "The team is" not in page(sign_in(building.mia), "/rooms/harbour/")


def titles(client, query: str = "") -> list[str]:
    board = client.get(f"/rooms/harbour/{query}").context["board"]
    return [thread.title for thread in board.threads]


def test_threads_are_sorted_as_one_asks(building, sign_in):
    first, _second, _third = (
        opened(building, title, ago=ago) for title, ago in (("A", 3), ("B", 2), ("C", 1))
    )
    actions.reply(thread=first, body="Yes.", by=building.cleo)
    client = sign_in(building.mia)
    assert titles(client) == ["A", "C", "B"]
    assert titles(client, "?sort=started") == ["C", "B", "A"]
    assert titles(client, "?sort=waiting") == ["C", "B"]
    assert titles(client, "?sort=nonsense") == ["A", "C", "B"]


def test_a_page_holds_twenty_threads_and_says_whether_there_are_more(building, sign_in):
    Thread.objects.bulk_create(
        Thread(room=building.harbour, author=building.robin, title=f"T{n}", last_number=1) for n in range(25)
    )
    client = sign_in(building.mia)
    assert len(titles(client)) == 20
    assert 'rel="next" href="?page=2&amp;sort=newest"' in page(client, "/rooms/harbour/")
    assert len(titles(client, "?page=2")) == 5
    assert 'rel="next"' not in page(client, "/rooms/harbour/?page=2")
    assert "no threads this far back" in page(client, f"/rooms/harbour/?page={LAST_PAGE + 5}")


def test_a_pinned_thread_stands_first_for_everybody(building, sign_in):
    old = opened(building, "Read me first", ago=9)
    for n in range(21):
        opened(building, f"T{n}")
    actions.pin(thread=old, by=building.pat)
    here = page(sign_in(building.mia), "/rooms/harbour/")
    assert here.index("Pinned</h2>") < here.index("Read me first") < here.index("Threads</h2>")
    actions.pin(thread=Thread.objects.get(pk=old.pk), by=building.pat, pinned=False)
    assert "Read me first" not in page(sign_in(building.mia), "/rooms/harbour/")


def test_how_much_is_unread_is_said_in_words(building, sign_in):
    thread, client = opened(building, "Evenings"), sign_in(building.mia)
    assert "New to you" in page(client, "/rooms/harbour/")
    page(client, thread.get_absolute_url())
    assert "All read" in page(client, "/rooms/harbour/")
    actions.reply(thread=Thread.objects.get(pk=thread.pk), body="Yes.", by=building.cleo)
    assert "1 new" in page(client, "/rooms/harbour/")


def test_one_searches_in_the_room_where_one_stands(building, sign_in):
    here = page(sign_in(building.mia), "/rooms/harbour/")
    assert '<input type="hidden" name="room" value="harbour">' in here
    assert (
        sign_in(building.mia).post("/search/", {"room": "harbour", "q": "kettle"}, follow=True).status_code
        == 200
    )


def test_a_name_that_asks_for_help_is_answered_in_the_lobby(building, client, monkeypatch):
    """Known only after the account is made: the card stands on the first page of the house."""
    from community.people import keys
    from community.people.roles import Role
    from community.utterances.models import Care, Kind, Utterance

    _key, code = keys.issue(
        service=building.eating_disorders, rooms=[building.harbour.pk], role=Role.PATIENT, by=building.cleo
    )
    client.get(f"/join/key/{code}/")
    client.post("/join/name/", {"handle": "want-to-die-tonight"})
    client.post("/join/picture/", {"avatar": "boat"})
    client.post("/join/contact/", {"how": "nothing"})
    client.post("/join/who-reads/", {"consent": "on"})
    client.post("/join/house-rules/", {"agree": "on"})
    client.post("/join/password/", {"password": "four words only for tests"})
    client.post("/join/check-answers/")
    said = Utterance.objects.get(kind=Kind.HANDLE)
    assert said.care == Care.HELP
    assert "We are glad that you wrote this" in page(client, "/lobby/")
    assert "We are glad that you wrote this" not in page(client, "/lobby/")


def test_the_rooms_of_a_test_have_no_stories_unless_they_say_so(building):
    assert not Room.objects.filter(has_stories=True).exists()
    assert not Post.objects.exists()
