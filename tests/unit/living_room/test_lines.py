"""Saying something in a living room: who may, once, in order, judged at once."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from community.living_room import actions, guard
from community.living_room.models import Line, LivingRoom
from community.rooms.models import NumberRule
from community.utterances.models import Care, Kind, Utterance
from risk_jobs.desk.models import Case

PURGED = "I have been purging again since Sunday"
IN_DANGER = "I am going to kill myself tonight"


@pytest.mark.parametrize("who", ["mia", "robin", "cleo", "pat"])
def test_who_enters_the_room_talks_there(who, request, tell):
    assert tell(request.getfixturevalue(who)).number == 1


@pytest.mark.parametrize("who", ["max_", "kit", "sam", "edie", "clara", "gil"])
def test_who_does_not_enter_it_does_not(who, request, tell):
    with pytest.raises(PermissionDenied):
        tell(request.getfixturevalue(who))


def test_lines_are_numbered_without_a_gap(tell, mia, robin, place):
    assert [tell(by).number for by in (mia, robin, mia)] == [1, 2, 3]
    place.refresh_from_db()
    assert place.last_number == 3


def test_the_same_words_under_the_same_key_are_one_line(tell, mia, robin):
    first = tell(mia, "Here again.", key="once")
    assert tell(mia, "Here again.", key="once") == first
    assert tell(mia, "Other words.", key="once") != first
    assert tell(robin, "Here again.", key="once") != first


def test_the_database_holds_that_a_number_is_given_once(tell, mia):
    line = tell(mia)
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.create(living_room=line.living_room, number=1, author=mia, text="x", send_key="other")


def test_a_line_is_judged_with_what_saves_it(tell, mia, place):
    line = tell(mia, PURGED)
    said = Utterance.objects.get(kind=Kind.CHAT, source_id=line.pk)
    assert said.screened_at
    assert said.room == place.room
    assert said.service == place.service
    assert Case.objects.filter(person=mia).exists()


def test_words_split_over_lines_meet(tell, mia):
    for part in ("I have been", "purging again", "since Sunday"):
        tell(mia, part)
    assert Case.objects.filter(person=mia).exists()


def test_what_another_said_before_is_not_read_with_it(tell, mia, robin):
    tell(robin, "I want to kill")
    tell(mia, "myself laughing at this film")
    assert not Case.objects.filter(person=mia).exists()


def test_what_was_said_long_ago_is_not_read_with_it(tell, mia, later):
    tell(mia, "I have been")
    later(minutes=30)
    tell(mia, "shopping again")
    assert not Case.objects.filter(person=mia).exists()


def test_who_is_in_danger_is_shown_help(place, running, mia):
    _line, care = actions.say_line(living_room=place, text=IN_DANGER, by=mia, key="k")
    assert care
    assert Utterance.objects.get(author=mia, kind=Kind.CHAT).care == Care.HELP
    assert actions.say_line(living_room=place, text=IN_DANGER, by=mia, key="k")[1]


def test_slow_mode_lets_nobody_in_danger_wait(tell, mia, place, later):
    LivingRoom.objects.filter(pk=place.pk).update(slow_s=30)
    tell(mia)
    with pytest.raises(guard.WaitALittle):
        tell(mia)
    tell(mia, IN_DANGER)
    later(seconds=31)
    tell(mia)


def test_slow_mode_does_not_bind_hosts(tell, cleo, place):
    LivingRoom.objects.filter(pk=place.pk).update(slow_s=30)
    assert tell(cleo).number < tell(cleo).number


def test_nobody_floods(tell, mia):
    for _ in range(guard.MOST_A_MINUTE):
        tell(mia)
    with pytest.raises(guard.WaitALittle):
        tell(mia)


def test_numbers_are_asked_about_and_refused_by_the_rule_of_the_room(tell, mia, place, harbour):
    with pytest.raises(guard.ThinkAboutNumbers):
        tell(mia, "I am 42kg today")
    tell(mia, "I am 42kg today", as_it_is=True)
    harbour.number_rule = NumberRule.NEVER
    harbour.save()
    with pytest.raises(guard.NumbersNotHere):
        tell(mia, "I am 42kg today", as_it_is=True)


def test_the_living_room_of_a_service_asks_about_numbers_and_is_slowed_too(eating_disorders, mia):
    whole = LivingRoom.objects.create(service=eating_disorders, outside_hours="open", slow_s=30)
    with pytest.raises(guard.ThinkAboutNumbers):
        actions.say_line(living_room=whole, text="I am 42kg today", by=mia, key="a")
    actions.say_line(living_room=whole, text="Hello.", by=mia, key="b")
    with pytest.raises(guard.WaitALittle):
        actions.say_line(living_room=whole, text="Hello again.", by=mia, key="c")
    assert actions.say_line(living_room=whole, text=IN_DANGER, by=mia, key="d")[1]


def test_an_author_takes_back_a_line_and_nobody_else_does(tell, mia, robin, place):
    line = tell(mia, "Too much.")
    with pytest.raises(PermissionDenied):
        actions.take_back(line=line, by=robin)
    actions.take_back(line=line, by=mia)
    line.refresh_from_db()
    place.refresh_from_db()
    assert not line.stands
    assert line.change == place.last_change == 1
    assert not Utterance.objects.get(kind=Kind.CHAT, source_id=line.pk).stands


def test_a_host_hides_a_line_and_a_member_does_not(tell, mia, robin, pat):
    line = tell(mia, "Unkind.")
    with pytest.raises(PermissionDenied):
        actions.hide(line=line, by=robin, why="unkind")
    assert "moderator" in actions.hide(line=line, by=pat, why="unkind", rule="kindness").gone


# --- hours -----------------------------------------------------------------------------------------------------
def test_outside_hours_members_read_and_hosts_write(place, mia, pat):
    with pytest.raises(PermissionDenied):
        actions.say_line(living_room=place, text="Anybody?", by=mia, key="k")
    actions.say_line(living_room=place, text="Hello.", by=pat, key="k")


def test_outside_hours_it_is_open_where_the_service_says_so(place, mia):
    LivingRoom.objects.filter(pk=place.pk).update(outside_hours=LivingRoom.OutsideHours.OPEN)
    assert actions.say_line(living_room=place, text="Anybody?", by=mia, key="k")[0].number == 1


def test_a_session_opens_it_while_it_lasts(tell, mia, later):
    tell(mia)
    later(minutes=51)
    with pytest.raises(PermissionDenied):
        tell(mia)


def test_the_living_room_of_a_service_opens_by_any_of_its_rooms(eating_disorders, mia, max_, kit, pat):
    whole = LivingRoom.objects.create(service=eating_disorders, outside_hours=LivingRoom.OutsideHours.OPEN)
    for who in (mia, max_, pat):
        assert list(LivingRoom.objects.visible_to(who)) == [whole]
        actions.say_line(living_room=whole, text="Hello.", by=who, key="k")
    assert not LivingRoom.objects.visible_to(kit).exists()
    with pytest.raises(PermissionDenied):
        actions.say_line(living_room=whole, text="Hello.", by=kit, key="k")
    said = Utterance.objects.filter(kind=Kind.CHAT).first()
    assert said.service == eating_disorders
    assert said.room is None
