"""Who reads hard things sees how many, and so does who runs the service; and may have them closed until asked for."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from risk_jobs.desk import actions as desk
from risk_jobs.desk.models import Case, Source
from risk_jobs.welfare import actions, reading
from risk_jobs.welfare.models import HardReading

TODAY = date(2026, 6, 10)


def case(building, say, priority, by=None) -> Case:
    said = say(by or building.mia, building.harbour, "A lovely walk.")
    return desk.raise_concern(utterance=said, topic="purging", priority=priority, source=Source.REPORT).case


def test_a_hard_case_that_is_opened_counts_once_a_day_and_a_routine_one_not(building, say, sign_in):
    hard, routine = case(building, say, 1), case(building, say, 3, building.robin)
    client = sign_in(building.cleo)
    for one in (hard, hard, routine):
        client.get(one.get_absolute_url())
    assert HardReading.objects.get().person == building.cleo
    assert reading.weeks_of(building.cleo)[0].cases == 1
    assert reading.weeks_of(building.pat)[0].cases == 0


def test_weeks_begin_on_monday_and_forty_are_much(building, say):
    one = case(building, say, 1)
    HardReading.objects.bulk_create(
        HardReading(person=building.cleo, case=one, day=TODAY - timedelta(days=n)) for n in range(10)
    )
    weeks = reading.weeks_of(building.cleo, today=TODAY)
    assert [(week.begins, week.cases) for week in weeks[:3]] == [
        (date(2026, 6, 8), 3),
        (date(2026, 6, 1), 7),
        (date(2026, 5, 25), 0),
    ]
    assert not weeks[0].is_much
    assert reading.Week(TODAY, reading.MANY + 1).is_much


def test_one_sees_ones_own_and_who_runs_the_service_its_team(building, sign_in):
    cleo = sign_in(building.cleo).get("/desk/welfare/").content.decode()
    assert "What you have read" in cleo
    assert "You, your manager and the administrators see this" in cleo
    assert ">pat<" in sign_in(building.zed).get("/desk/welfare/").content.decode(), "as it says"
    assert ">pat<" not in cleo
    sam = sign_in(building.sam).get("/desk/welfare/").content.decode()
    assert ">pat<" in sam
    assert ">clara<" not in sam
    for name in ("mia", "edie", "gil"):
        assert sign_in(getattr(building, name)).get("/desk/welfare/").status_code == 404


def test_what_was_said_is_closed_until_one_opens_it_and_only_for_who_wants_that(building, say, sign_in):
    case(building, say, 1)
    say(building.mia, building.harbour, "The kettle: I have been purging again since Sunday.")
    cleo, pat = sign_in(building.cleo), sign_in(building.pat)
    assert cleo.post("/desk/welfare/", {"veil": "1"}).status_code == 302
    closed, page = "Show what was said", Case.objects.get(source="rule").get_absolute_url()
    found = cleo.post("/desk/search/", {"q": "kettle", "why": "Looking after mia"})["Location"]
    assert cleo.get(page).content.decode().count(closed) >= 2, "the text, and the last texts beside it"
    assert "“" not in cleo.get(page).content.decode().split("Notes and what happened")[0]
    assert closed in cleo.get(found).content.decode()
    assert closed not in pat.get(page).content.decode()
    assert closed in cleo.get("/desk/").content.decode()
    assert closed not in pat.get("/desk/").content.decode()
    cleo.post("/desk/welfare/")
    assert closed not in cleo.get("/desk/").content.decode()
    with pytest.raises(PermissionDenied):
        actions.veil_previews(by=building.mia, veiled=True)


def test_a_team_is_counted_at_once_however_large(building, say, django_assert_max_num_queries):
    one = case(building, say, 1)
    HardReading.objects.bulk_create(
        HardReading(person=who, case=one, day=TODAY - timedelta(days=n))
        for who, count in ((building.cleo, 10), (building.pat, 2))
        for n in range(count)
    )
    with django_assert_max_num_queries(4):
        [(service, team)] = reading.teams_of(building.sam, today=TODAY)
    assert service == building.eating_disorders
    counts = {each.handle: (each.now.cases, each.before.cases) for each in team}
    assert counts["cleo"] == (3, 7)
    assert counts["pat"] == (2, 0)
