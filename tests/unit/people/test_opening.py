"""When a team is at work: wall-clock hours of the trust, through holidays and the change of the clocks."""

from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.people.models import ClosedDay, OpeningHours
from community.people.services.opening import Week, opening

LONDON = ZoneInfo("Europe/London")
OFFICE = {day: [(time(9), time(17))] for day in range(5)}


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


@pytest.fixture
def service(building):
    for day in range(5):
        OpeningHours.objects.create(
            service=building.eating_disorders, weekday=day, opens="09:00", closes="17:00"
        )
    return building.eating_disorders


@pytest.mark.parametrize(
    ("now", "says"),
    [
        ((2026, 11, 23, 12, 0), "The team is here until 17:00."),  # a Monday
        ((2026, 11, 23, 9, 0), "The team is here until 17:00."),
        ((2026, 11, 23, 17, 0), "The team is here again tomorrow at 09:00."),
        ((2026, 11, 23, 7, 0), "The team is here again at 09:00."),
        ((2026, 11, 27, 18, 0), "The team is here again on Monday at 09:00."),
    ],
)
def test_open_now_or_when_next(now, says, service):
    assert opening(service, london(*now)).in_words(london(*now)) == says


def test_a_closed_day_is_passed_over(service):
    ClosedDay.objects.create(service=service, day=date(2026, 12, 25))
    ClosedDay.objects.create(service=service, day=date(2026, 12, 28))
    now = london(2026, 12, 24, 18, 0)
    assert opening(service, now).next_open == london(2026, 12, 29, 9, 0)
    assert not opening(service, london(2026, 12, 25, 12, 0)).is_open


def test_hours_are_those_on_the_wall_on_both_sides_of_the_change_of_clocks(service):
    summer, winter = london(2026, 10, 23, 12, 0), london(2026, 10, 26, 12, 0)
    assert opening(service, summer).until == datetime(2026, 10, 23, 16, 0, tzinfo=ZoneInfo("UTC"))
    assert opening(service, winter).until == datetime(2026, 10, 26, 17, 0, tzinfo=ZoneInfo("UTC"))


def test_a_service_that_has_not_said_its_hours_says_nothing(building):
    assert opening(building.talking_therapies).in_words() == ""


def test_a_week_without_a_closed_minute_is_open():
    always = Week({day: [(time(0), time(23, 59))] for day in range(7)})
    opens, closes = next(always.stretches(london(2026, 11, 23, 12, 0)))
    assert (closes - opens).days > 300


@given(
    st.dictionaries(
        st.integers(0, 6), st.lists(st.tuples(st.times(), st.times()).filter(lambda two: two[0] < two[1]))
    ),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
)
def test_stretches_are_in_order_and_never_overlap(hours, since):
    found = []
    for stretch in Week(hours).stretches(since.replace(tzinfo=LONDON)):
        found.append(stretch)
        if len(found) > 30:
            break
    assert all(opens <= closes for opens, closes in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))
