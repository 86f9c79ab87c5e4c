"""Who comes back after a silence is noticed once, by their service, within a minute; and not against their will."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.people.joining.agreements import agree
from community.people.models import Agreement, Discharge, Membership, Person, PlannedAbsence
from community.utterances.models import Utterance
from risk_jobs.desk import actions as desk
from risk_jobs.desk.models import Case, CaseTimer, Source
from risk_jobs.returns import actions, nightly
from risk_jobs.returns.models import ActiveDay, NotCounted, Notice, Noticed, Outage, Uncounted

DAY = timedelta(days=1)
D0 = date(2026, 1, 5)
LAST = D0 + 21 * DAY
BACK = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)  # 34 silent days
RISKY = "I have been purging again since Sunday and I cannot tell anyone."


def at(day: date, hour: int = 19) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def comes(person, *days):
    for day in days:
        actions.was_here(person=person, now=day if isinstance(day, datetime) else at(day))


@pytest.fixture
def heavy(building):
    """Mia was here on eight days, every third."""
    comes(building.mia, *(D0 + n * 3 * DAY for n in range(8)))


def test_a_return_is_a_case_at_once_and_only_once(building, heavy):
    assert not Notice.objects.exists()
    comes(building.mia, BACK, BACK + timedelta(hours=1), BACK + DAY)
    notice = Notice.objects.get()
    assert (notice.on, notice.last_day, notice.silent, notice.heavy_days) == (date(2026, 3, 2), LAST, 34, 8)
    case = Case.objects.get()
    assert (case.person, case.source, case.priority, case.service) == (
        building.mia, Source.RETURN, 3, building.eating_disorders,
    )  # fmt: skip
    assert notice.case == case
    assert CaseTimer.objects.filter(case=case, running=True).exists()


def test_a_page_that_is_opened_is_enough(building, heavy, sign_in):
    for one in ActiveDay.objects.order_by("-day"):
        ActiveDay.objects.filter(pk=one.pk).update(day=one.day + (timezone.localdate() - date(2026, 3, 2)))
    sign_in(building.mia).get("/lobby/")
    assert Notice.objects.get().what == Noticed.RETURN


def test_staff_never(building):
    comes(building.cleo, *(D0 + n * 3 * DAY for n in range(8)), BACK)
    assert not ActiveDay.objects.exists()
    assert not Notice.objects.exists()


def test_carers_too(building):
    comes(building.kit, *(D0 + n * 3 * DAY for n in range(8)), BACK)
    assert Notice.objects.get().service == building.talking_therapies


def test_the_first_event_of_a_day_reads_the_same_however_long_the_past(
    building, heavy, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        comes(building.mia, LAST + DAY)
    ActiveDay.objects.bulk_create([ActiveDay(person=building.mia, day=D0 - n * DAY) for n in range(1, 1500)])
    with CaptureQueriesContext(connection) as many:
        comes(building.mia, LAST + 2 * DAY)
    assert len(many) == len(few)
    assert len(actions.days_before(building.mia, LAST)) == 84
    with django_assert_num_queries(1):
        comes(building.mia, LAST + 2 * DAY)


def test_planned_absences_do_not_count_and_cancelled_ones_do(building, heavy):
    away = PlannedAbsence.objects.create(
        person=building.mia,
        kind="inpatient",
        first_day=LAST + DAY,
        last_day=LAST + 7 * DAY,
        set_by=building.cleo,
    )
    comes(building.mia, BACK)
    assert not Notice.objects.exists()
    away.cancelled_at = timezone.now()
    away.save()
    nightly.reconcile(now=BACK + timedelta(hours=12))
    assert Notice.objects.exists()


def test_while_an_outage_is_open_nobody_is_said_to_have_come_back(building, heavy):
    outage = actions.declare_outage(why="network", by=building.zed, starts_at=BACK - timedelta(hours=2))
    comes(building.mia, BACK)
    assert not Notice.objects.exists()
    actions.end_outage(outage=outage, by=building.zed, now=BACK + timedelta(hours=1))
    nightly.reconcile(now=BACK + timedelta(hours=12))
    assert Notice.objects.get().on == date(2026, 3, 2)
    with pytest.raises(PermissionDenied):
        actions.declare_outage(why="network", by=building.sam, starts_at=BACK)


def test_days_of_an_outage_are_no_silence(building, heavy):
    actions.declare_outage(why="fire", by=building.zed, starts_at=at(LAST + DAY), ends_at=at(LAST + 8 * DAY))
    comes(building.mia, BACK)
    assert not Notice.objects.exists()


def test_something_urgent_before_leaving_makes_it_the_same_day(building, heavy, say):
    said = say(building.mia, building.harbour, "Thank you all for the walk.")
    said.said_at = at(LAST - 5 * DAY)
    said.save(update_fields=["said_at"])
    desk.raise_concern(utterance=said, topic="purging", priority=2, source=Source.REPORT, now=said.said_at)
    comes(building.mia, BACK)
    assert Notice.objects.get().case.priority == 2


def test_who_was_discharged_meanwhile_is_seen_the_same_day(building, heavy):
    Discharge.objects.create(
        person=building.mia, service=building.eating_disorders, day=LAST + 9 * DAY, by=building.cleo
    )
    comes(building.mia, BACK)
    assert Notice.objects.get().case.priority == 2


def test_something_urgent_within_two_days_raises_it(building, heavy, say):
    comes(building.mia, BACK)
    said = say(building.mia, building.harbour, "Thank you all for the walk.")
    said.said_at = BACK + timedelta(hours=40)
    said.save(update_fields=["said_at"])
    assert actions.raise_returns(now=BACK + timedelta(hours=41)) == 0
    desk.raise_concern(utterance=said, topic="purging", priority=2, source=Source.REPORT, now=said.said_at)
    assert actions.raise_returns(now=BACK + timedelta(hours=41)) == 1
    assert actions.raise_returns(now=BACK + timedelta(hours=42)) == 0
    case = Notice.objects.get().case
    case.refresh_from_db()
    assert case.priority == 2
    assert case.timers.filter(work="escalate", running=True).exists()


def test_old_data_is_computed_silently_but_for_the_last_week(building):
    days = [D0 + n * 3 * DAY for n in range(8)]
    ActiveDay.objects.bulk_create([ActiveDay(person=building.mia, day=day) for day in [*days, BACK.date()]])
    nightly.reconcile(now=BACK + 8 * DAY)
    assert Notice.objects.get().case is None
    Notice.objects.all().delete()
    nightly.Reconciliation.objects.all().delete()
    nightly.reconcile(now=BACK + 6 * DAY)
    assert Notice.objects.get().case is not None


def test_the_night_agrees_with_the_day(building, heavy):
    comes(building.mia, BACK)
    found = nightly.reconcile(now=BACK + timedelta(hours=12))
    assert (found.people, found.missing, found.surplus) == (1, 0, 0)
    assert nightly.reconcile(now=BACK + timedelta(hours=12)) is None, "once a night"


def test_what_the_night_finds_missing_is_noticed_once(building, heavy):
    comes(building.mia, BACK)
    Notice.objects.update(case=None)
    Case.objects.all().delete()
    Notice.objects.all().delete()
    found = nightly.reconcile(now=BACK + timedelta(hours=12))
    assert (found.missing, Notice.objects.count()) == (1, 1)
    again = nightly.reconcile(now=BACK + timedelta(hours=36))
    assert (again.missing, again.surplus, Notice.objects.count()) == (0, 0, 1)


def quiet_with(building, say, *, priority=2, said=LAST):
    spoken = say(building.mia, building.harbour, "Thank you all for the walk.")
    spoken.said_at = at(said)
    spoken.save(update_fields=["said_at"])
    desk.raise_concern(
        utterance=spoken, topic="purging", priority=priority, source=Source.REPORT, now=spoken.said_at
    )


def test_who_wrote_something_urgent_and_then_goes_quiet_is_noticed_while_away(building, heavy, say):
    quiet_with(building, say)
    assert not actions.notice_silence(now=at(LAST + 7 * DAY))
    (notice,) = actions.notice_silence(now=at(LAST + 8 * DAY))
    assert (notice.what, notice.on, notice.silent, notice.case.source) == (
        Noticed.QUIET,
        LAST,
        7,
        Source.QUIET,
    )
    assert not actions.notice_silence(now=at(LAST + 9 * DAY)), "once a silence"


@pytest.mark.parametrize("more", [{"priority": 3}, {"said": LAST - 4 * DAY}])
def test_without_something_urgent_in_the_last_three_days_a_silence_is_a_silence(building, heavy, say, more):
    quiet_with(building, say, **more)
    assert not actions.notice_silence(now=at(LAST + 9 * DAY))


def test_who_said_that_they_would_be_away_is_not_wondered_at(building, heavy, say):
    quiet_with(building, say)
    PlannedAbsence.objects.create(
        person=building.mia,
        kind="holiday",
        first_day=LAST + DAY,
        last_day=LAST + 20 * DAY,
        set_by=building.mia,
    )
    assert not actions.notice_silence(now=at(LAST + 15 * DAY))


def test_who_does_not_want_their_days_counted_is_not(building, heavy, sign_in):
    client = sign_in(building.mia)
    assert "We have" in client.get("/you/days/").content.decode()
    client.post("/you/days/")
    assert not ActiveDay.objects.filter(person=building.mia).exists()
    comes(building.mia, BACK)
    assert not ActiveDay.objects.exists()
    assert "Your days are not counted" in client.get("/you/days/").content.decode()
    client.post("/you/days/", {"count": "1"})
    assert not NotCounted.objects.exists()


def test_the_list_is_for_the_desk_of_the_service(building, heavy, sign_in):
    comes(building.mia, BACK)
    page = sign_in(building.cleo).get("/desk/returners/").content.decode()
    assert "mia" in page
    assert "34 silent days" in page
    assert "<strong>mia</strong>" not in sign_in(building.clara).get("/desk/returners/").content.decode()
    for name in ("mia", "edie", "sam"):
        assert sign_in(getattr(building, name)).get("/desk/returners/").status_code == 404


def test_the_case_says_why_and_is_closed_with_an_outcome(building, heavy, sign_in):
    comes(building.mia, BACK)
    case = Case.objects.get()
    client = sign_in(building.cleo)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "8 days here between" in page
    assert "Somebody came back" in client.get("/desk/").content.decode()
    client.post(f"{case.get_absolute_url()}claim/")
    case.refresh_from_db()
    client.post(f"{case.get_absolute_url()}close/", {"outcome": "planned", "version": case.version})
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "planned")


def test_outages_are_declared_by_administrators_alone(building, sign_in):
    given = {"why": "network", "starts_at": "2026-01-05 10:00", "ends_at": ""}
    zed = sign_in(building.zed)
    assert zed.post("/status/outages/", given).status_code == 302
    outage = Outage.objects.get()
    for name in ("cleo", "sam", "mia"):
        assert sign_in(getattr(building, name)).get("/status/outages/").status_code == 404
        assert sign_in(getattr(building, name)).post(f"/status/outages/{outage.pk}/end/").status_code == 404
    assert zed.post(f"/status/outages/{outage.pk}/end/").status_code == 302
    outage.refresh_from_db()
    assert outage.ends_at


def test_a_night_that_was_interrupted_goes_on_where_it_stopped(building, heavy, monkeypatch):
    """Killed after some of the members: nobody is counted twice, nobody left out."""
    comes(building.kit, *(D0 + n * 3 * DAY for n in range(8)), BACK)
    comes(building.mia, BACK)
    monkeypatch.setattr(nightly, "AT_ONCE", 1)
    night = nightly.reconcile(now=BACK + timedelta(hours=12), longest_s=0)
    assert (night.people, night.finished_at) == (1, None)
    assert nightly.is_owed(now=BACK + timedelta(hours=12))
    night = nightly.reconcile(now=BACK + timedelta(hours=12))
    assert (night.people, night.missing, night.surplus) == (2, 0, 0)
    assert not nightly.is_owed(now=BACK + timedelta(hours=12))


def test_the_count_waits_for_the_night_to_be_over_and_for_an_outage_to_end(building, heavy):
    morning = BACK.replace(hour=9)
    assert not nightly.is_owed(now=BACK.replace(hour=4))
    assert nightly.is_owed(now=morning)
    nightly.reconcile(now=morning)
    outage = actions.declare_outage(why="network", by=building.zed, starts_at=morning + timedelta(hours=1))
    assert not nightly.is_owed(now=morning + timedelta(days=1))
    comes(building.mia, morning + timedelta(hours=2))
    actions.end_outage(outage=outage, by=building.zed, now=morning + timedelta(hours=3))
    assert nightly.is_owed(now=morning + timedelta(hours=4)), "who came meanwhile is found the same day"
    assert nightly.reconcile(now=morning + timedelta(hours=4)).missing == 1
    assert Notice.objects.get().case is not None


def test_a_day_that_is_counted_again_after_an_outage_says_what_that_count_found(building, heavy):
    ActiveDay.objects.create(person=building.mia, day=BACK.date())
    assert nightly.reconcile(now=BACK).missing == 1
    outage = actions.declare_outage(why="network", by=building.zed, starts_at=BACK + timedelta(hours=1))
    actions.end_outage(outage=outage, by=building.zed, now=BACK + timedelta(hours=2))
    again = nightly.reconcile(now=BACK + timedelta(hours=3))
    assert (again.people, again.missing, again.surplus) == (1, 0, 0)


def test_the_clock_only_hands_both_counts_to_the_worker(building, heavy, monkeypatch):
    from django_q.models import OrmQ

    from risk_jobs.returns import tasks

    monkeypatch.setattr(tasks._night, "owed", lambda: True)
    for _ in range(2):
        tasks.hurry_the_count()
        tasks.look_for_silence()
    assert OrmQ.objects.count() == 2
    assert not nightly.Reconciliation.objects.exists()


def test_one_outage_is_open_at_a_time(building, sign_in):
    zed = sign_in(building.zed)
    zed.post("/status/outages/", {"why": "network", "starts_at": "2026-01-05 10:00", "ends_at": ""})
    again = {"why": "the same again", "starts_at": "2026-01-05 10:10", "ends_at": ""}
    page = zed.post("/status/outages/", again).content.decode()
    assert "One is open already, since 5 Jan 2026, 10:00: network." in page
    assert "the same again" in page
    for _press in "12":
        assert zed.post("/status/outages/", again | {"ends_at": "2026-01-05 11:00"}).status_code == 302
    assert Outage.objects.count() == 2
    assert Outage.objects.filter(ends_at=None).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Outage.objects.create(why="x", declared_by=building.zed, starts_at=at(D0))


def test_counting_begins_over_what_members_wrote_and_only_the_last_week_is_told(building, say):
    actions.stop_counting(by=building.max)
    for who, room in (
        (building.mia, building.harbour),
        (building.max, building.lantern),
        (building.cleo, building.harbour),
    ):
        said = say(who, room, "Thank you all for the walk.")
        Utterance.objects.filter(author=who).update(said_at=at(D0, 1))
        assert said
    agreed = Agreement.objects.create(
        person=building.mia, what="consent", version="2026-11-days", agreed_at=at(D0, 2)
    )
    assert actions.count_what_was_said() == 0, "said before they agreed that days are kept"
    Agreement.objects.filter(pk=agreed.pk).update(agreed_at=at(D0, 0))
    assert actions.count_what_was_said() == 1
    assert ActiveDay.objects.get().day == D0 - DAY, "at one in the night it is still the day before"
    assert actions.count_what_was_said() == 0
    ActiveDay.objects.bulk_create([ActiveDay(person=building.mia, day=D0 + n * 3 * DAY) for n in range(8)])
    ActiveDay.objects.create(person=building.mia, day=BACK.date())
    nightly.reconcile(now=BACK + 20 * DAY)
    assert Notice.objects.get().case is None


def test_who_is_invited_again_after_a_discharge_is_welcomed_by_the_new_service_the_same_day(building, heavy):
    Discharge.objects.create(
        person=building.mia, service=building.eating_disorders, day=LAST + 9 * DAY, by=building.cleo
    )
    Membership.objects.filter(person=building.mia).update(ended_at=at(LAST + 9 * DAY))
    Membership.objects.create(person=building.mia, room=building.kitchen, role="carer")
    comes(building.mia, BACK)
    notice = Notice.objects.get()
    assert (notice.service, notice.case.priority) == (building.talking_therapies, 2)


def test_the_desk_sees_whose_days_are_not_counted_in_its_own_services(building, sign_in):
    actions.stop_counting(by=building.mia)
    assert "mia" in sign_in(building.cleo).get("/desk/returners/").content.decode()
    assert "mia" not in sign_in(building.clara).get("/desk/returners/").content.decode()
    Person.objects.filter(pk=building.mia.pk).update(is_active=False)
    assert "mia" not in sign_in(building.cleo).get("/desk/returners/").content.decode(), "not of who has died"


def test_days_are_kept_from_the_agreement_on(building):
    building.mia.consent_agreed = "2026-11"
    comes(building.mia, D0, D0 + DAY)
    assert not ActiveDay.objects.exists()
    agree(by=building.mia)
    comes(building.mia, D0 + DAY)
    assert ActiveDay.objects.get().day == D0 + DAY
    building.mia.consent_agreed = "2027-02"
    comes(building.mia, D0 + 2 * DAY)
    assert ActiveDay.objects.count() == 2, "a later version holds what this one said"


def fails_for(person, action):
    def one(who, *more, **named):
        if getattr(who, "person", who) == person:
            raise ValueError("words that belong in no log")
        return action(who, *more, **named)

    return one


def test_one_member_whose_count_fails_stops_nobody_elses(building, heavy, monkeypatch, sign_in, caplog):
    for n in range(8):
        ActiveDay.objects.create(person=building.kit, day=D0 + n * 3 * DAY)
    ActiveDay.objects.bulk_create(
        ActiveDay(person=who, day=BACK.date()) for who in (building.kit, building.mia)
    )
    with monkeypatch.context() as broken:
        broken.setattr(nightly, "_compare", fails_for(building.mia, nightly._compare))
        night = nightly.reconcile(now=BACK + timedelta(hours=12))
    assert night.finished_at
    assert Notice.objects.get().person == building.kit
    assert f"member {building.mia.pk} could not be looked at" in caplog.text
    assert "words that belong" not in caplog.text
    page = sign_in(building.cleo).get("/desk/returners/").content.decode()
    assert "Who could not be looked at" in page
    assert "mia</a>: whether they came back" in page
    assert "Who could not be" not in sign_in(building.clara).get("/desk/returners/").content.decode()
    nightly.Reconciliation.objects.all().delete()
    nightly.reconcile(now=BACK + timedelta(hours=13))
    assert Notice.objects.filter(person=building.mia).exists()
    assert not Uncounted.objects.exists()


def test_one_who_cannot_be_looked_at_hides_no_others_silence(building, monkeypatch):
    monkeypatch.setattr(actions, "_silence", fails_for(building.mia, lambda who, today, now: who))
    people = Person.objects.filter(pk__in=[building.mia.pk, building.kit.pk])
    monkeypatch.setattr(actions.Person.objects, "filter", lambda **asked: people)
    assert actions.notice_silence(now=BACK) == [building.kit]
    assert Uncounted.objects.get().what == "quiet"
