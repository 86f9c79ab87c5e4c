"""Many speak at the same moment, on the real PostgreSQL: numbers without a gap, in the order in which they can be read."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from community.living_room import actions
from community.living_room.models import Line, LivingRoom
from community.people.models import Person
from community.utterances.models import Kind, Utterance
from risk_jobs.screening.pack import live_judge
from tests.integration.test_races import all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
WRITERS = 20


@pytest.fixture
def place(building) -> LivingRoom:
    if connection.vendor != "postgresql":
        pytest.fail("Row locks are shown on PostgreSQL only: run `make test`.")
    live_judge()  # compiled before the race, not in it
    return LivingRoom.objects.create(
        service=building.eating_disorders, room=building.harbour, outside_hours=LivingRoom.OutsideHours.OPEN
    )


def saying(place: LivingRoom, by: Person, key: str, text: str = "Hello.") -> Callable[[], Any]:
    return lambda: actions.say_line(living_room=place, text=text, by=Person.objects.get(pk=by.pk), key=key)


def test_twenty_who_speak_at_once_are_numbered_without_a_gap(place, building):
    people = [building.mia, building.robin, building.cleo, building.pat]
    told = all_at_once(saying(place, people[n % 4], f"key {n}") for n in range(WRITERS))
    assert not [one for one in told if isinstance(one, Exception)]
    assert list(Line.objects.values_list("number", flat=True)) == list(range(1, WRITERS + 1))
    place.refresh_from_db()
    assert place.last_number == WRITERS
    assert Utterance.objects.filter(kind=Kind.CHAT, screened_at__isnull=False).count() == WRITERS


def test_a_line_sent_again_by_twenty_tries_is_one(place, building):
    told = all_at_once(saying(place, building.mia, "the same") for _ in range(WRITERS))
    assert {line.number for line, _care in told} == {1}
    assert Line.objects.count() == 1


def test_taking_back_while_others_speak_locks_in_one_order(place, building):
    first, _care = actions.say_line(living_room=place, text="Too much.", by=building.mia, key="first")
    calls = [saying(place, building.robin, f"key {n}") for n in range(8)]
    calls += [lambda: actions.hide(line=first, by=building.pat, why="unkind")]
    told = all_at_once(calls)
    assert not [one for one in told if isinstance(one, Exception)]
    place.refresh_from_db()
    assert (place.last_number, place.last_change) == (9, 1)
