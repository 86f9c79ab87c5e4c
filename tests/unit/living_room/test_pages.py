"""The page of a living room, with and without scripts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from community.living_room import presence
from community.living_room.models import Line, LivingRoom, SentOut
from community.muting.actions import mute
from community.people.roles import Role

JSON = {"Accept": "application/json"}


def lines_of(client, place, **asked):
    return client.get(reverse("living_room_lines", args=[place.ref]), asked, headers=JSON)


def test_a_member_says_something_without_scripts(sign_in, mia, robin, place, running):
    client = sign_in(mia)
    page = client.get(place.get_absolute_url())
    sent = client.post(
        place.get_absolute_url(), {"text": "Hello <b>all</b>.", "key": page.context["form"]["key"].value()}
    )
    assert sent.url.endswith("#line-1")
    assert "Hello &lt;b&gt;all&lt;/b&gt;." in sign_in(robin).get(place.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["max_", "kit", "sam", "clara"])
def test_others_find_nothing_there(who, request, sign_in, place):
    client = sign_in(request.getfixturevalue(who))
    for address in (place.get_absolute_url(), reverse("living_room_lines", args=[place.ref])):
        assert (
            client.get(address, headers=JSON).status_code
            == client.post(address, headers=JSON).status_code
            == 404
        )


def test_words_come_back_with_a_refusal(sign_in, mia, place):
    page = sign_in(mia).post(place.get_absolute_url(), {"text": "", "key": "x"})
    assert page.status_code == 200
    assert page.context["form"].errors
    weight = sign_in(mia)
    LivingRoom.objects.filter(pk=place.pk).update(outside_hours="open")
    asked = weight.post(place.get_absolute_url(), {"text": "I am 42kg now", "key": "x"})
    assert "I am 42kg now" in asked.content.decode()
    assert not Line.objects.exists()
    again = {"text": "I am 42kg now", "key": "x", "as_it_is": asked.context["form"]["as_it_is"].value()}
    assert weight.post(place.get_absolute_url(), again).status_code == 302


def test_a_script_gets_what_is_new_and_no_more(sign_in, tell, mia, robin, place):
    for n in range(3):
        tell(mia, f"Line {n}.")
    told = lines_of(sign_in(robin), place, since=1).json()
    assert [one["number"] for one in told["lines"]] == [2, 3]
    assert told["newest"] == 3
    assert lines_of(sign_in(robin), place, since=99).json()["lines"] == []
    assert lines_of(sign_in(robin), place, since="-1; drop").json()["lines"][0]["number"] == 1
    assert sign_in(robin).get(reverse("living_room_lines", args=[place.ref])).status_code == 302


def test_a_script_says_something_once(sign_in, mia, place, running):
    client, where = sign_in(mia), reverse("living_room_lines", args=[place.ref])
    for _ in range(2):
        told = client.post(where, {"text": "Hello.", "key": "abc"}, headers=JSON).json()
    assert told == {"number": 1, "care": False}


def test_a_removed_line_loses_its_words_everywhere(sign_in, tell, mia, robin, place):
    from community.living_room import actions

    line = tell(mia, "Canarywords")
    actions.take_back(line=line, by=mia)
    told = lines_of(sign_in(robin), place, since=0, change=0)
    assert "Canarywords" not in told.content.decode()
    assert told.json()["changed"][0]["gone"] == "Taken back by its author"
    assert lines_of(sign_in(robin), place, since=1, change=1).json()["changed"] == []
    assert "Canarywords" not in sign_in(robin).get(place.get_absolute_url()).content.decode()


def test_all_lines_of_who_leaves_lose_their_words_on_open_pages(sign_in, mia, robin, place):
    from community.living_room import yours
    from community.living_room.reading import AT_ONCE

    count = AT_ONCE + 5
    Line.objects.bulk_create(
        Line(living_room=place, number=n, author=mia, text=f"Line {n}.", send_key=str(n))
        for n in range(1, count + 1)
    )
    LivingRoom.objects.filter(pk=place.pk).update(last_number=count)
    yours.hide_lines(mia)
    told = lines_of(sign_in(robin), place, since=count).json()
    assert {one["number"] for one in told["changed"]} == set(range(1, count + 1))


def test_who_is_muted_is_folded(sign_in, tell, mia, robin, place):
    tell(robin)
    mute(other=robin, by=mia)
    assert lines_of(sign_in(mia), place).json()["lines"][0]["muted"] is True
    assert "You muted this person" in sign_in(mia).get(place.get_absolute_url()).content.decode()


def test_who_is_there_shows_and_expires(sign_in, mia, robin, place, later):
    sign_in(mia).get(place.get_absolute_url())
    there = lambda: [one[0] for one in lines_of(sign_in(robin), place).json()["there"]]  # noqa: E731
    assert there() == ["mia", "robin"]
    later(seconds=61)
    assert there() == ["robin"]


def test_who_leaves_is_not_there(sign_in, mia, robin, place):
    client = sign_in(mia)
    client.get(place.get_absolute_url())
    client.post(reverse("living_room_leave", args=[place.ref]))
    assert [one[0] for one in lines_of(sign_in(robin), place).json()["there"]] == ["robin"]


def test_who_was_asked_to_leave_is_told_why(sign_in, mia, pat, place, later):
    SentOut.objects.create(
        living_room=place,
        person=mia,
        by=pat,
        sentence="Take a breath.",
        until=timezone.now() + timedelta(hours=1),
    )
    for answer in (sign_in(mia).get(place.get_absolute_url()), lines_of(sign_in(mia), place)):
        assert answer.status_code == 403
        assert "Take a breath." in answer.content.decode()
    later(minutes=61)
    assert sign_in(mia).get(place.get_absolute_url()).status_code == 200


def test_earlier_lines_are_pages(sign_in, tell, mia, place, later):
    for n in range(60):
        tell(mia, f"Line {n}.")
        later(seconds=10)
    client = sign_in(mia)
    assert client.get(place.get_absolute_url()).context["page"].earlier == 10
    assert [
        one.number for one in client.get(place.get_absolute_url(), {"upto": 10}).context["page"].lines
    ] == [*range(1, 11)]
    assert client.get(place.get_absolute_url(), {"upto": "x"}).status_code == 200


def test_outside_hours_the_crisis_numbers_stand_above(sign_in, mia, place):
    page = sign_in(mia).get(place.get_absolute_url()).content.decode()
    assert "Nobody of the team is here now" in page
    assert "If you need somebody now" in page


def test_the_list_shows_what_is_open_to_one(sign_in, mia, kit, place):
    assert "Harbour" in sign_in(mia).get("/living-room/").content.decode()
    assert "Harbour" not in sign_in(kit).get("/living-room/").content.decode()


def test_the_lobby_leads_to_what_goes_on_now(building, sign_in, place, running):
    lobby = sign_in(building.mia).get("/lobby/").content.decode()
    assert "Living room now" in lobby
    assert place.get_absolute_url() in lobby
    assert "Evenings, with cleo" in lobby
    assert "Living room now" not in sign_in(building.max).get("/lobby/").content.decode()
    running.ended_at = timezone.now()
    running.save()
    assert "Living room now" not in sign_in(building.mia).get("/lobby/").content.decode()


def test_the_lobby_says_that_somebody_is_there_and_not_that_oneself_is(building, sign_in, place):
    presence.touch([(place.pk, building.mia.pk, Role.PATIENT)])
    assert "Living room now" not in sign_in(building.mia).get("/lobby/").content.decode()
    presence.touch([(place.pk, building.robin.pk, Role.RECOVERED)])
    assert "somebody is there" in sign_in(building.mia).get("/lobby/").content.decode()
