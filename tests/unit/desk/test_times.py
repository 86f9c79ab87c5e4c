"""How long cases wait, by week and priority: what is still open counts, and nobody of the team is named."""

from datetime import UTC, datetime, timedelta

import pytest

from risk_jobs.desk import times
from risk_jobs.desk.models import Case, Lane

NOW = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)  # a Wednesday
MIN, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def opened(building):
    """`opened(1, 5, 60)`: a case of priority 1, looked at after 5 minutes and closed after 60; None: not yet."""

    def make(priority, look, close, at=NOW - DAY, service="eating_disorders", **more):
        closed = {} if close is None else {
            "state": "closed", "closed_at": at + close * MIN, "closed_by": building.cleo, "outcome": "no_action",
        }  # fmt: skip
        return Case.objects.create(
            service=getattr(building, service), person=building.mia, topic="x", priority=priority, opened_at=at,
            shown_at=None if look is None else at + look * MIN, **{"due_at": at} | closed | more,
        )  # fmt: skip

    return make


def newest(building, priority):
    return times.reports_of(building.eating_disorders, now=NOW)[priority - 1].weeks[-1]


def test_medians_and_p90_count_what_still_waits(building, opened):
    for look in (1, 2, 3, 4, 5, 6, 7, 8, 9):
        opened(1, look, 10 * look)
    opened(1, None, None)
    week = newest(building, 1)
    assert (week.cases, week.open) == (10, 1)
    assert [str(one) for one in (*week.look, *week.close)] == [
        "5 min",
        "9 min",
        "50 min",
        "90 min".replace("90 min", "2 h"),
    ]
    opened(1, None, None)
    assert str(newest(building, 1).look[1]) == "still waits", "nobody looked at two of eleven"


def test_each_week_priority_and_service_by_itself_and_no_historic_case(building, opened):
    opened(2, 30, None)
    opened(2, 10, None, at=NOW - 7 * DAY)
    opened(2, 10, None, at=NOW - 200 * DAY)
    opened(3, 10, None)
    opened(2, 10, None, service="talking_therapies")
    opened(2, 10, None, lane=Lane.HISTORIC, due_at=None)
    report = times.reports_of(building.eating_disorders, now=NOW)[1]
    assert [week.cases for week in report.weeks[-2:]] == [1, 1]
    assert report.cases == 2
    assert [str(week.look[0]) for week in report.weeks[-2:]] == ["10 min", "30 min"]
    assert (report.highest, report.weeks[-1].height) == ("30 min", 100)


def test_many_cases_cost_one_statement(building, opened, django_assert_num_queries):
    for number in range(20):
        opened(1 + number % 3, number, None)
    with django_assert_num_queries(1):
        times.reports_of(building.eating_disorders, now=NOW)


def test_who_runs_the_service_sees_it_and_no_clinicians_name(building, opened, sign_in):
    opened(1, 5, 60, at=datetime.now(UTC) - MIN)
    page = sign_in(building.sam).get("/desk/times/").content.decode()
    assert "First look, median" in page
    assert "cleo" not in page
    assert "mia" not in page
    for name in ("cleo", "pat", "clara", "mia"):
        assert sign_in(getattr(building, name)).get("/desk/times/").status_code == 404, name
