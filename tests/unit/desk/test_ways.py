"""Every cell of the table of states: each action, from each state, by each who; what is allowed, what is refused, and
that what is refused changes nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.notices.models import Notice, NoticeSettings
from risk_jobs.desk import actions, timing
from risk_jobs.desk.actions import ChangedMeanwhile, TooLate
from risk_jobs.desk.models import Case, Lane, Source
from risk_jobs.desk.states import WAYS, Outcome, State
from risk_jobs.on_call.models import Alert, Reach, Says
from risk_jobs.on_call.words import words_of

MIN = timedelta(minutes=1)
PLAIN = "Thank you for the lovely walk, everybody."
WHO = (
    "cleo",
    "pat",
    "mia",
    "sam",
    "clara",
)  # holds it, works there, is it about, runs the service, works elsewhere
DESK = {"cleo", "pat"}


@pytest.fixture
def case_in(building, say):
    """`case_in(State.WAITING)`: a case of priority 2 that Cleo has brought there an hour ago."""

    def bring(state: State) -> Case:
        said = say(building.mia, building.harbour, PLAIN)
        ago = timezone.now() - 10 * MIN
        raised = actions.raise_concern(
            utterance=said, topic="purging", priority=2, source=Source.REPORT, now=ago - 60 * MIN
        )
        case = raised.case
        if state != State.NEW:
            case = actions.claim(case=case, by=building.cleo, now=ago)
        if state == State.WAITING:
            case = do("wait", case, building.cleo, building, now=ago)
        elif state == State.HANDED:
            case = do("hand_over", case, building.cleo, building, now=ago)
        elif state == State.CLOSED:
            case = do("close", case, building.cleo, building, now=ago)
        return case

    return bring


def do(action: str, case: Case, by, building, now=None) -> Case:
    now = now or timezone.now()
    version = case.version
    if action == "wait":
        return actions.wait(
            case=case, by=by, until=now + 60 * MIN, reason="A call.", version=version, now=now
        )
    if action == "hand_over":
        to = building.pat if by != building.pat else building.cleo
        return actions.hand_over(case=case, by=by, to=to, note="Please ring.", version=version, now=now)
    if action == "close":
        return actions.close(case=case, by=by, outcome=Outcome.CONTACTED, version=version, now=now)
    if action == "claim":
        return actions.claim(case=case, by=by, version=version, now=now)
    return {"release": actions.release, "undo": actions.undo}[action](case=case, by=by, now=now)


PEOPLE_DO = ("claim", "release", "wait", "hand_over", "close", "undo")
HOLDERS_DO = {"release", "wait", "hand_over", "close"}
LEADS = {
    (way.action, way.source): way.target for way in WAYS if way.action not in ("undo", "run_out", "wake")
}


def allowed(action: str, state: State, who: str) -> bool:
    """Ten minutes after what was done, while the claim holds."""
    if who not in DESK or (action, state) not in LEADS or action == "undo":
        return False
    if action in HOLDERS_DO:
        return who == "cleo"
    return state != State.CLAIMED


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", PEOPLE_DO)
def test_each_cell_is_allowed_or_refused_as_the_table_says(action, state, who, case_in, building):
    case = case_in(state)
    person = getattr(building, who)
    if allowed(action, state, who):
        assert do(action, case, person, building).state == LEADS[action, state]
        case.refresh_from_db()
        assert case.state == LEADS[action, state]
        return
    before = Case.objects.filter(pk=case.pk).values().get(), case.events.count()
    with pytest.raises((PermissionDenied, ChangedMeanwhile, TooLate)):
        do(action, case, person, building)
    assert (Case.objects.filter(pk=case.pk).values().get(), case.events.count()) == before


def clocks_of(case: Case) -> list[tuple]:
    return list(case.timers.order_by("work").values_list("work", "since", "step", "due_at", "running"))


@pytest.mark.parametrize("who", ["cleo", "pat"])
@pytest.mark.parametrize(
    "way", [way for way in WAYS if way.action == "undo"], ids=lambda way: f"{way.source}-{way.target}"
)
def test_what_was_done_is_undone_by_who_did_it_within_ten_seconds(way, who, case_in, building):
    """Every pair that the table says can be undone is reached, and comes back whole: the clocks too."""
    case = case_in(way.target)
    if (way.source, way.target) == (State.CLAIMED, State.CLAIMED):
        Case.objects.filter(pk=case.pk).update(claim_ends_at=timezone.now() - MIN)
    by = building.cleo if way.target == State.CLAIMED and way.source != State.CLAIMED else building.pat
    before, clocks = Case.objects.filter(pk=case.pk).values().get(), clocks_of(case)
    case.refresh_from_db()
    deed = next(
        one.action for one in WAYS if (one.source, one.target) == (way.target, way.source) and one.action != "undo"
        and one.action in PEOPLE_DO
    )  # fmt: skip
    now = timezone.now()
    case = do(deed, case, by, building, now=now)
    assert case.state == way.source
    if getattr(building, who) != by:
        with pytest.raises(TooLate):
            actions.undo(case=case, by=getattr(building, who), now=now)
        return
    with pytest.raises(TooLate):
        actions.undo(case=case, by=by, now=now + timedelta(seconds=11))
    actions.undo(case=case, by=by, now=now + timedelta(seconds=9))
    after = Case.objects.filter(pk=case.pk).values().get()
    assert after.pop("version") == before.pop("version") + 2
    assert after == before
    assert clocks_of(case) == clocks
    with pytest.raises(TooLate):
        actions.undo(case=case, by=by, now=now + timedelta(seconds=9))


def test_what_somebody_else_has_touched_since_is_not_undone(case_in, building):
    case = case_in(State.NEW)
    now = timezone.now()
    actions.claim(case=case, by=building.cleo, now=now)
    actions.add_note(case=case, by=building.pat, text="I rang them.", now=now)
    with pytest.raises(TooLate):
        actions.undo(case=case, by=building.cleo, now=now)


def test_what_a_text_has_changed_that_was_said_earlier_and_judged_later_is_not_undone(
    case_in, building, say, sign_in
):
    """It stands on the timeline at the moment it was said, before the claim that it came after."""
    case = case_in(State.WAITING)
    case = actions.claim(case=case, by=building.pat)
    said = say(building.mia, building.harbour, PLAIN)
    ago = timezone.now() - 5 * MIN
    actions.raise_concern(utterance=said, topic="purging", priority=1, source=Source.REPORT, now=ago)
    with pytest.raises(TooLate):
        actions.undo(case=case, by=building.pat)
    case.refresh_from_db()
    assert (case.state, case.priority) == (State.CLAIMED, 1)
    assert case.timers.filter(running=True, work="escalate").exists()
    assert "undo/" not in sign_in(building.pat).get(case.get_absolute_url()).content.decode()
    with pytest.raises(ChangedMeanwhile, match="a new text"):
        do("claim", case, building.cleo, building)


@pytest.mark.parametrize("state", list(State))
def test_the_clock_gives_back_what_is_held_or_waits_and_nothing_else(state, case_in):
    case = case_in(state)
    timing.run_due(now=timezone.now() + 120 * MIN)
    case.refresh_from_db()
    ways = {State.CLAIMED: State.NEW, State.WAITING: State.NEW}
    assert case.state == ways.get(state, state)


@pytest.mark.parametrize("priority", [1, 2, 3])
@pytest.mark.parametrize("state", list(State))
def test_a_later_text_joins_what_is_open_and_wakes_what_waits(state, priority, case_in, building, say):
    case = case_in(state)
    said = say(building.mia, building.harbour, PLAIN)
    flag = actions.raise_concern(utterance=said, topic="purging", priority=priority, source=Source.REPORT)
    assert (flag.case_id == case.pk) == (state != State.CLOSED)
    assert case.flags.count() == (1 if state == State.CLOSED else 2)
    case.refresh_from_db()
    woken = state == State.WAITING and priority < 3
    assert case.state == (State.NEW if woken else state)
    assert case.priority == (min(priority, 2) if state != State.CLOSED else 2)
    runs = flag.case.timers.filter(running=True, work="escalate")
    assert runs.exists() == (priority == 1 or flag.case.state in (State.NEW, State.HANDED)) or (
        state == State.CLOSED and priority == 3
    )


def test_nothing_waits_for_ever_nor_in_the_past(case_in, building):
    case = case_in(State.CLAIMED)
    for until, words in ((-MIN, "over"), (timedelta(days=15), "14 days")):
        with pytest.raises(actions.WaitsTooLong, match=words):
            actions.wait(
                case=case, by=building.cleo, until=timezone.now() + until, reason="x", version=case.version
            )
    Case.objects.filter(pk=case.pk).update(priority=1)
    with pytest.raises(actions.WaitsTooLong, match="one day"):
        actions.wait(
            case=case,
            by=building.cleo,
            until=timezone.now() + timedelta(days=2),
            reason="x",
            version=case.version,
        )


@pytest.mark.parametrize("who", ["mia", "clara", "sam", "cleo"])
def test_a_case_is_handed_only_to_a_colleague_who_works_there(who, case_in, building):
    case = case_in(State.CLAIMED)
    with pytest.raises(PermissionDenied):
        actions.hand_over(
            case=case, by=building.cleo, to=getattr(building, who), note="x", version=case.version
        )


def test_a_case_that_was_handed_over_calls_until_somebody_has_claimed_it(case_in, building):
    case = case_in(State.HANDED)
    timing.run_due(now=timezone.now() + 5 * 60 * MIN)
    assert case.events.filter(did="escalated").exists()
    actions.claim(case=Case.objects.get(pk=case.pk), by=building.pat)
    case.refresh_from_db()
    assert (case.handed_to, case.claimed_by) == (None, building.pat)


def test_what_becomes_urgent_waits_no_longer(case_in, building, sign_in):
    from risk_jobs.desk import members

    case = case_in(State.WAITING)
    Case.objects.filter(pk=case.pk).update(priority=3)
    members.raise_case(case=case, priority=2, why="discharged", now=timezone.now())
    case.refresh_from_db()
    assert (case.state, case.priority, case.claimed_by) == (State.NEW, 2, None)
    assert list(case.timers.filter(running=True).values_list("work", flat=True)) == ["escalate"]
    page = sign_in(building.cleo).get(case.get_absolute_url()).content.decode()
    assert "raised</span>: to P2: discharged" in page, "no text was it, and none is named"


def test_whom_a_case_is_handed_to_is_told_without_a_word_of_it(case_in, building, sign_in):
    Reach.objects.create(person=building.pat, mail="pat@example.org")
    case = case_in(State.CLAIMED)
    do("hand_over", case, building.cleo, building)
    page = sign_in(building.pat).get("/notices/").content.decode()
    assert "cleo hands a case to you" in page
    assert "purging" not in page
    [mail] = Alert.objects.filter(person=building.pat, says=Says.HANDED)
    assert (mail.way, mail.state) == ("mail", "owed")
    assert "mia" not in words_of(mail.says)
    assert not Notice.objects.visible_to(building.cleo).exists()
    case.refresh_from_db()
    actions.claim(case=case, by=building.pat)
    assert "cleo hands a case to you" not in sign_in(building.pat).get("/notices/").content.decode()


def test_who_wants_no_such_mail_gets_the_notice_alone(case_in, building):
    Reach.objects.create(person=building.pat, mail="pat@example.org")
    NoticeSettings.objects.create(person=building.pat, mailed={"handed": False})
    do("hand_over", case_in(State.CLAIMED), building.cleo, building)
    assert Notice.objects.visible_to(building.pat).exists()
    assert not Alert.objects.filter(says=Says.HANDED).exists()


def test_a_page_that_is_read_holds_the_case_before_its_timers(case_in, building):
    """Whoever acts holds the case first: in the other order two would wait for one another."""
    case = case_in(State.CLAIMED)
    with CaptureQueriesContext(connection) as asked:
        actions.record_reading(case=case, by=building.cleo)
    tables = [query["sql"] for query in asked]
    first = next(number for number, sql in enumerate(tables) if 'FROM "desk_case"' in sql)
    timers = [
        number for number, sql in enumerate(tables) if sql.startswith(("UPDATE", "DELETE")) and "timer" in sql
    ]
    assert timers
    assert first < timers[0]


def test_a_historic_case_that_is_closed_stands_among_the_closed(case_in, building, sign_in):
    case = case_in(State.CLAIMED)
    actions.close(case=case, by=building.cleo, outcome=Outcome.NO_ACTION, version=case.version)
    Case.objects.update(lane=Lane.HISTORIC, due_at=None)
    cleo = sign_in(building.cleo)
    row = f'id="case-{case.ref}"'
    page = cleo.get("/desk/?state=closed").content.decode()
    assert row in page
    assert '<p class="as-meta">historic</p>' in page
    assert row not in cleo.get("/desk/?state=historic").content.decode()
    assert row not in cleo.get("/desk/").content.decode()
