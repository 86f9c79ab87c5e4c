"""The clocks of a case: they escalate, they raise what waits, they give back what was forgotten; once, and also late."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from community.people.models import ClaimTarget, Person
from community.utterances.models import Utterance
from risk_jobs.desk import actions, clocks, timing
from risk_jobs.desk.actions import raising
from risk_jobs.desk.models import Case, CaseTimer, Lane, Source, Work
from risk_jobs.desk.states import Outcome, State
from risk_jobs.on_call.models import Alert, Duty, Line, Reach

MIN = timedelta(minutes=1)
NOW = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)  # at four in the morning
PLAIN = "Thank you for the lovely walk, everybody."


@pytest.fixture
def reached(building):
    for name, line in (("pat", Line.FIRST), ("cleo", Line.SECOND), ("sam", Line.MANAGER)):
        person = getattr(building, name)
        Reach.objects.create(person=person, mail=f"{name}@example.org")
        Duty.objects.create(
            service=building.eating_disorders, person=person, line=line, starts_at=NOW - 600 * MIN,
            ends_at=NOW + 60 * 24 * 60 * MIN, put_by=building.cleo,
        )  # fmt: skip


@pytest.fixture
def raise_case(building, say):
    """`raise_case(1)`: a case of that priority, opened at NOW."""

    def raised(priority, *, at=NOW, by=None, topic="purging") -> Case:
        said = say(by or building.mia, building.harbour, PLAIN)
        return actions.raise_concern(
            utterance=said, topic=topic, priority=priority, source=Source.REPORT, now=at
        ).case

    return raised


def told(case, did="escalated") -> list[str]:
    return list(case.events.filter(did=did).values_list("text", flat=True))


def called() -> list[tuple[str, int]]:
    return [(alert.person.handle, int(alert.key.rsplit("/")[-1])) for alert in Alert.objects.order_by("pk")]


def tick(minutes: float) -> None:
    timing.run_due(now=NOW + minutes * MIN)


def test_p1_is_escalated_after_5_15_and_30_minutes_along_the_rota(raise_case, reached):
    case = raise_case(1)
    tick(4.9)
    assert not told(case)
    tick(5)
    assert called() == [("pat", 1)]
    tick(14.9)
    assert len(told(case)) == 1
    tick(15)
    assert [one for one in called() if one[1] == 2] == [("cleo", 2), ("pat", 2)]
    tick(30)
    assert {one for one in called() if one[1] == 3} == {("sam", 3), ("pat", 3), ("cleo", 3)}
    assert [text.split(".")[0] for text in told(case)] == [
        "step 1, 5 min after it was raised", "step 2, 15 min after it was raised", "step 3, 30 min after it was raised",
    ]  # fmt: skip
    assert "First on call: pat (e-mail)" in told(case)[0]


def test_a_case_nobody_takes_is_called_for_again_and_again_and_never_closed(raise_case, reached):
    case = raise_case(1)
    for minute in range(0, 121, 5):
        tick(minute)
    assert len(told(case)) == 9  # 5, 15, 30, 45 … 120
    case.refresh_from_db()
    assert case.state == State.NEW


def test_a_claim_stops_the_calls(raise_case, reached, building):
    case = raise_case(1)
    tick(5)
    actions.claim(case=case, by=building.cleo, now=NOW + 6 * MIN)
    tick(20)
    assert len(told(case)) == 1
    assert not Alert.objects.owed().exists(), "what was not sent yet is not needed any more"


def test_a_case_given_back_is_as_late_as_it_is(raise_case, reached, building):
    case = raise_case(1)
    actions.claim(case=case, by=building.cleo, now=NOW + 2 * MIN)
    actions.release(case=case, by=building.cleo, now=NOW + 16 * MIN)
    tick(16)
    tick(16.1)
    assert len(told(case)) == 2
    assert "11 min late" in told(case)[0]


def test_a_claim_that_is_forgotten_ends_and_the_case_is_everybodys_again(raise_case, reached, building):
    case = raise_case(1)
    actions.claim(case=case, by=building.cleo, now=NOW + 2 * MIN)
    tick(31.9)
    case.refresh_from_db()
    assert case.state == State.CLAIMED
    tick(32)
    case.refresh_from_db()
    assert (case.state, case.claimed_by) == (State.NEW, None)
    assert told(case, "run_out") == ["cleo held it"]
    tick(32.1)
    assert len(told(case)) == 1


def ask_for_help(case, by, *, at) -> Case:
    return actions.escalate(
        case=case, by=by, to=actions.EscalateTo.CRISIS, why="She has a plan.", version=case.version, now=at
    )


@pytest.mark.parametrize("holds_it", [True, False])
def test_who_calls_a_colleague_and_works_on_takes_the_call_not_back(holds_it, raise_case, reached, building):
    case = raise_case(2)
    if holds_it:
        case = actions.claim(case=case, by=building.pat, now=NOW + MIN)
    case = ask_for_help(case, building.pat, at=NOW + 2 * MIN)
    if not holds_it:
        case = actions.claim(case=case, by=building.pat, now=NOW + 2 * MIN)
    actions.record_reading(case=case, by=building.pat)
    actions.close(case=case, by=building.pat, outcome=Outcome.ACTED_NOW, version=case.version)
    assert [alert.person.handle for alert in Alert.objects.owed().filter(says="help_asked")] == ["cleo"]


@pytest.mark.parametrize("priority", [2, 3])
def test_what_was_made_a_matter_of_now_while_held_calls_as_one_when_it_is_given_back(
    priority, raise_case, reached, building
):
    case = actions.claim(case=raise_case(priority), by=building.pat, now=NOW + MIN)
    case = ask_for_help(case, building.pat, at=NOW + 2 * MIN)
    assert not case.timers.filter(running=True, work=Work.ESCALATE).exists(), "its holder knows"
    actions.release(case=case, by=building.pat, now=NOW + 10 * MIN)
    tick(14.9)
    asked_for = len(told(case))
    tick(15)
    assert len(told(case)) == asked_for + 1


def test_a_new_p1_in_a_claimed_case_calls_until_its_holder_has_looked(raise_case, reached, building):
    case = raise_case(2)
    actions.claim(case=case, by=building.cleo, now=NOW + MIN)
    raise_case(1, at=NOW + 2 * MIN)
    case.refresh_from_db()
    assert (case.priority, case.state) == (1, State.CLAIMED)
    tick(7)
    assert len(told(case)) == 1
    actions.record_reading(case=case, by=building.pat)
    tick(17)
    assert len(told(case)) == 2, "that somebody else reads it answers nothing"
    actions.record_reading(case=case, by=building.cleo)
    tick(31.9)
    assert len(told(case)) == 2


def test_another_p1_alerts_again_from_its_beginning(raise_case, reached):
    case = raise_case(1)
    tick(5)
    tick(15)
    raise_case(1, at=NOW + 16 * MIN)
    tick(20.9)
    assert len(told(case)) == 2
    tick(21)
    assert [step for _who, step in called()].count(1) == 2
    assert len(told(case)) == 3


def test_p2_is_escalated_when_its_time_is_over(raise_case, reached):
    case = raise_case(2)
    tick(4 * 60 - 0.1)
    assert not told(case)
    tick(4 * 60)
    tick(8 * 60)
    assert len(told(case)) == 2


def test_p3_that_waits_past_its_time_rises_once_and_escalates_from_there(raise_case, reached):
    case = raise_case(3)
    over = clocks.due_at(3, NOW, case.service_id)
    assert over == datetime(2026, 6, 11, 16, 0, tzinfo=UTC)
    timing.run_due(now=over - MIN)
    case.refresh_from_db()
    assert case.priority == 3
    timing.run_due(now=over)
    timing.run_due(now=over + MIN)
    case.refresh_from_db()
    assert (case.priority, case.due_at) == (2, over + 240 * MIN)
    assert told(case, "aged") == ["to P2: it has waited past its time"]
    timing.run_due(now=over + 240 * MIN)
    timing.run_due(now=over + 30 * 24 * 60 * MIN)
    case.refresh_from_db()
    assert case.priority == 2, (
        "how long something waits makes nothing an emergency; people are called instead"
    )
    assert len(told(case)) == 2


def test_one_that_rose_and_was_given_back_does_not_rise_again(raise_case, reached, building):
    case = raise_case(3)
    over = clocks.due_at(3, NOW, case.service_id)
    timing.run_due(now=over)
    actions.claim(case=case, by=building.cleo, now=over + MIN)
    actions.release(case=case, by=building.cleo, now=over + 2 * MIN)
    timing.run_due(now=over + 3 * MIN)
    assert len(told(case, "aged")) == 1
    assert case.timers.get(running=True).work == Work.ESCALATE


def test_the_services_own_target_moves_the_steps(raise_case, reached, building):
    ClaimTarget.objects.create(service=building.eating_disorders, priority=1, minutes=60)
    case = raise_case(1)
    tick(19)
    assert not told(case)
    tick(20)
    assert len(told(case)) == 1


def test_after_an_outage_each_missed_step_happens_once_and_says_how_late(raise_case, reached):
    case = raise_case(1)
    for seconds in range(0, 30, 5):
        timing.run_due(now=NOW + 600 * MIN + timedelta(seconds=seconds))
    assert len(told(case)) == 4, "three steps, and one repetition for all that were missed"
    assert "595 min late: nobody looked at the clock" in told(case)[0]
    timing.run_due(now=NOW + 614 * MIN)
    assert len(told(case)) == 4
    timing.run_due(now=NOW + 616 * MIN)
    assert len(told(case)) == 5


def test_what_was_owed_to_the_judge_is_late_from_when_it_was_said(raise_case, reached):
    case = raise_case(1, at=NOW - 20 * MIN)
    tick(0)
    assert "15 min late" in told(case)[0]


def test_two_looks_at_one_moment_do_one_step(raise_case, reached):
    case = raise_case(1)
    due = list(CaseTimer.objects.filter(case=case).values_list("pk", flat=True))
    tick(5)
    for pk in due:  # what a second clock had found before the first was done
        timing._run(pk, case.pk, NOW + 5 * MIN)
    assert len(told(case)) == 1


def test_one_that_fails_does_not_stop_the_others(raise_case, reached, building, monkeypatch):
    first, second = raise_case(1), raise_case(1, by=building.robin)
    real = timing._escalate

    def fails(case, timer, now):
        if case.pk == first.pk:
            raise RuntimeError("planted")
        real(case, timer, now)

    monkeypatch.setattr(timing, "_escalate", fails)
    tick(5)
    assert (len(told(first)), len(told(second))) == (0, 1)
    monkeypatch.undo()
    tick(5.1)
    assert len(told(first)) == 1


@pytest.mark.parametrize(
    "change", [datetime(2026, 3, 29, 0, 58, tzinfo=UTC), datetime(2026, 10, 25, 0, 58, tzinfo=UTC)]
)
def test_the_hour_that_summer_time_takes_or_gives_changes_no_distance(raise_case, reached, change):
    case = raise_case(1, at=change)
    timing.run_due(now=change + 4.9 * MIN)
    assert not told(case)
    for step, minutes in enumerate((5, 15, 30), 1):
        timing.run_due(now=change + minutes * MIN)
        assert len(told(case)) == step


def test_the_end_of_the_next_working_day_is_read_from_the_wall_clock(building):
    friday_before_summer = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
    due = clocks.due_at(3, friday_before_summer)
    assert timezone.localtime(due).strftime("%A %H:%M") == "Monday 17:00"
    assert due == datetime(2026, 3, 30, 16, 0, tzinfo=UTC)


def test_historic_cases_have_no_clock_and_call_nobody(building, say, reached):
    said = say(building.mia, building.harbour, PLAIN)
    found = raising.Found(said, "purging", 1, Source.RULE, Lane.HISTORIC)
    case = raising._raise(found, NOW).case
    assert not case.timers.exists()
    assert timing.mend() == 0
    tick(60)
    assert not Alert.objects.exists()


@pytest.mark.parametrize("source", [Source.RULE, Source.STAFF])
def test_what_looking_back_has_read_first_is_not_left_without_a_clock(source, building, say, reached):
    """A text that was still owed to the judge, and one of which somebody says that it should have been flagged."""
    said = say(building.mia, building.harbour, PLAIN)
    historic = raising._raise(raising.Found(said, "purging", 2, Source.RULE, Lane.HISTORIC), NOW)
    flag = raising._raise(raising.Found(said, "purging", 1, source), NOW)
    assert (flag.pk, flag.case.lane, flag.case.priority) == (historic.pk, Lane.NOW, 1)
    tick(5)
    assert len(told(flag.case)) == 1
    again = raising._raise(raising.Found(said, "purging", 1, Source.RULE, Lane.HISTORIC), NOW)
    assert again.case == flag.case, "looking back moves nothing"


def test_a_case_that_lost_its_clock_is_given_one(raise_case, reached):
    case = raise_case(1)
    case.timers.all().delete()
    assert timing.mend() == 1
    assert case.timers.get().running
    assert timing.mend() == 0


def test_a_closed_case_rests(raise_case, reached, building):
    case = raise_case(1)
    actions.claim(case=case, by=building.cleo, now=NOW + MIN)
    case.refresh_from_db()
    actions.close(
        case=case, by=building.cleo, outcome=Outcome.CONTACTED, version=case.version, now=NOW + 2 * MIN
    )
    tick(600)
    assert not case.timers.filter(running=True).exists()
    assert not told(case)


def test_the_case_page_says_who_was_called(raise_case, reached, building, sign_in):
    case = raise_case(1)
    tick(5)
    page = sign_in(building.cleo).get(case.get_absolute_url()).content.decode()
    assert "First on call: pat" in page
    assert "pat by e-mail" in page
    assert Person.objects.filter(handle="mia").exists()
    assert Utterance.objects.exists()
