"""A rota shows where it has holes and who is planned with too little rest, before the night comes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from community.people.appointments import end
from risk_jobs.on_call import actions, rest, rota
from risk_jobs.on_call.models import Line

H = timedelta(hours=1)
T = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)  # a Monday, nine o'clock in London


def at(*hours):
    return [(T + starts * H, T + ends * H) for starts, ends in hours]


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ([], [(0, 48)]),
        ([(0, 48)], []),
        ([(-5, 10), (10, 50)], []),
        ([(2, 4), (3, 10), (12, 40)], [(0, 2), (10, 12), (40, 48)]),
        ([(50, 60)], [(0, 48)]),
        ([(-9, 0), (0, 1)], [(1, 48)]),
    ],
)
def test_gaps_are_what_no_stretch_covers(taken, free):
    assert rest.gaps(at(*taken), T, T + 48 * H) == at(*free)


def test_stretches_without_a_nights_rest_between_them_are_one_in_a_row():
    assert rest.in_a_row(at((0, 8), (19, 27))) == 8 * H
    assert rest.in_a_row(at((0, 8), (18, 26))) == 26 * H
    assert not rest.warnings(at((0, 24)))
    assert rest.warnings(at((0, 20), (24, 30))) == ["for 30 hours without 11 hours of rest in between"]


def test_a_night_is_one_in_which_the_phone_may_ring_between_midnight_and_five():
    night = at((9, 23))  # 18:00 to 08:00 in London
    assert len(rest.nights(night)) == 1
    assert not rest.nights(at((0, 15)))  # until midnight
    assert len(rest.nights([(T, T + 16 * H)])) == 1
    four = [(T + n * 24 * H + 9 * H, T + n * 24 * H + 22 * H) for n in range(4)]
    assert rest.most_nights_in_a_week(four) == 4
    assert rest.warnings(four) == ["on 4 nights within a week"]
    assert not rest.warnings(four[:3])


@pytest.mark.parametrize(
    "change", [datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
)
def test_the_night_the_clocks_change_is_one_night(change):
    assert len(rest.nights([(change - 5 * H, change + 6 * H)])) == 1
    assert rest.in_a_row([(change - 5 * H, change + 6 * H)]) == 11 * H


@pytest.fixture
def now():
    return timezone.now()


def put(building, name, line, starts, hours):
    return actions.put_on_rota(
        service=building.eating_disorders, person=getattr(building, name), line=line, by=building.cleo,
        starts_at=starts, ends_at=starts + hours * H,
    )  # fmt: skip


def test_the_page_shows_gaps_beforehand_and_who_left_fills_none(building, sign_in, now):
    for day in range(0, 4, 2):
        put(building, "pat", Line.FIRST, now + timedelta(days=day), 24)
    first = rota.gaps_of(building.eating_disorders, now=now)[0]
    assert first.line == "First on call"
    assert [(ends - starts) // H for starts, ends in first.times] == [24, 11 * 24]
    assert rota.next_gap(building.eating_disorders, now=now) == now + 24 * H
    page = sign_in(building.cleo).get("/on-call/eating-disorders/rota/").content.decode()
    assert "No first on call" in page
    assert "No manager on call" in page
    assert "nobody is first on call" in sign_in(building.cleo).get("/on-call/").content.decode()
    end(appointment=building.pat.appointments.get())
    [(starts, _ends)] = rota.gaps_of(building.eating_disorders, now=now)[0].times
    assert starts == now


def test_who_plans_is_told_of_too_many_nights(building, sign_in, now):
    midnight = timezone.localtime(now).replace(hour=23, minute=0, second=0, microsecond=0)
    for night in range(1, 5):
        put(building, "pat", Line.FIRST, midnight + timedelta(days=night), 8)
    page = sign_in(building.cleo).get("/on-call/eating-disorders/rota/").content.decode()
    assert "pat is on call on 4 nights within a week" in page


def test_a_full_rota_asks_for_each_person_once(building, now, django_assert_max_num_queries):
    for day in range(1, 13, 2):
        put(building, "pat", Line.FIRST, now + timedelta(days=day), 12)
    with django_assert_max_num_queries(2):
        rota.gaps_of(building.eating_disorders, now=now)
