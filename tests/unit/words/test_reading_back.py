"""The past, read by one rule: a back-test raises nothing, a look back fills the historic lane, and whoever is
stopped goes on where it was."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.people.models import AuditEntry
from community.utterances.models import Utterance
from risk_jobs.desk.models import Case, Flag, Lane, RuleHit
from risk_jobs.words import actions, reading, tasks, trials
from risk_jobs.words.models import RuleVersion, Trial, TrialHit, TrialKind
from tests.unit.words.conftest import text

ZORBED = "I have been zorbing again with the others."


@pytest.fixture
def past(building, say):
    """Eight days ago, three days ago, today; one in another service; one that no rule could find."""
    people = [
        (building.mia, building.harbour),
        (building.max, building.lantern),
        (building.mia, building.harbour),
    ]
    found = [
        _said(say(person, room, ZORBED), days) for (person, room), days in zip(people, (8, 3, 0), strict=True)
    ]
    _said(say(building.kit, building.kitchen, ZORBED), 2)
    _said(say(building.max, building.lantern, "The kettle is on."), 2)
    return found


def _said(utterance, days):
    Utterance.objects.filter(pk=utterance.pk).update(said_at=timezone.now() - timedelta(days=days, minutes=1))
    return utterance


def start(version, by, kind=TrialKind.BACK_TEST, days=30) -> Trial:
    return trials.start(
        version=version, kind=kind, by=by, days=days, now=timezone.now() + timedelta(minutes=1)
    )


def finish(trial: Trial) -> Trial:
    tasks.read_on(trial.pk)
    trial.refresh_from_db()
    assert trial.finished_at, trial.trouble
    return trial


def test_a_back_test_finds_what_the_rule_would_have_and_raises_nothing(draft, past, building):
    trial = finish(start(draft, building.cleo))
    assert set(trial.found.values_list("utterance", flat=True)) == {said.pk for said in past}
    assert (trial.hits, trial.fresh, trial.percent) == (3, 3, 100)
    assert trial.in_full == reading.NEW_WORDS
    assert not Case.objects.exists()
    expected = trials.expected(trial)
    assert (expected.a_week, expected.by_priority) == (round(3 / (30 / 7), 1), {2: 3})
    assert expected.minutes_a_week == round(3 * trials.MINUTES[2] / (30 / 7))


LAXATIVES = """\
id: purging.both
name: Both
topic: purging
priority: 2
owner: Cleo
review: '2027-06-30'
rationale: Words that live rules look for too.
any: [purge and laxatives]
must_match: [I purge and take laxatives, I purged and took laxatives, I take laxatives and I purge]
must_not_match: [hello, a nice day, the kettle is on]
"""


def test_where_search_can_be_asked_the_judge_reads_only_what_it_could_not_rule_out(building, past, say):
    said = _said(say(building.mia, building.harbour, "I take laxatives and then I purge."), 1)
    Utterance.objects.update(indexed_at=timezone.now())
    draft = actions.start_rule(text=LAXATIVES, service=None, by=building.cleo)
    trial = finish(start(draft, building.cleo))
    assert trial.in_full == ""
    assert trial.found.get().utterance == said
    assert 1 <= trial.judged < trial.texts


def test_what_search_is_asked_leaves_out_no_text_that_a_live_rule_would_hit(building):
    """Every example of every rule that must match holds one of the words that search is asked for. Small cues stand in
    nearly every text: search would leave out next to none, so what goes by them may be read in full."""
    from risk_jobs.words import live
    from search.analysis import Analysed
    from search.matching import holds

    now = live.current()
    for version in RuleVersion.objects.filter(state="live", rule__kind="rule").select_related("rule"):
        judge = live.compiled([live.Written(version.rule.name_id, "rule", 1, version.text)], now.lists, "x")
        allowed = {"", reading.TOO_MANY} if judge.rules[0].reads == "cues" else {""}
        assert reading.why_in_full(judge, now.judge) in allowed
        terms = reading.terms_of(judge)
        for example in judge.rules[0].must_match:
            analysed = Analysed(example.text)
            assert any(holds(term, analysed) for term in terms), (version.rule.name_id, example.text)


def test_a_back_test_reads_only_services_that_whoever_asked_works_in(draft, past, building):
    trial = finish(start(draft, building.clara))
    assert trial.hits == 1
    assert trial.found.get().utterance.service == building.talking_therapies


def test_a_reading_that_is_stopped_goes_on_and_finds_everything_once(draft, past, building, monkeypatch):
    trial = start(draft, building.cleo)
    reader = reading.reader_of(trial)
    assert reading.read_a_day(trial.pk, reader)

    def dies(*args):
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(reading, "_keep", dies)
        with pytest.raises(SystemExit):
            tasks.read_on(trial.pk)
    trial.refresh_from_db()
    assert 0 < trial.days_read < 30
    assert trial.hits == TrialHit.objects.count() == 1
    finish(trial)
    assert (trial.hits, TrialHit.objects.count()) == (3, 3)


def test_a_job_that_hands_on_leaves_no_day_out(draft, past, building, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks, "send", sent.append)
    monkeypatch.setattr(tasks, "LONGEST_ROUND_S", 0.0)
    trial = start(draft, building.cleo)
    sent.clear()
    for _ in range(40):
        tasks.read_on(trial.pk)
    trial.refresh_from_db()
    assert trial.finished_at
    assert (trial.hits, len(sent)) == (3, 29)


def test_the_clock_sends_another_job_after_one_that_went_silent(draft, building, monkeypatch):
    trial = start(draft, building.cleo)
    sent = []
    monkeypatch.setattr(tasks, "send", sent.append)
    tasks.hurry_readings()
    Trial.objects.update(beat_at=timezone.now() - timedelta(minutes=5))
    tasks.hurry_readings()
    tasks.hurry_readings()
    assert sent == [trial.pk]


def test_one_version_is_read_once_at_a_time(draft, building):
    start(draft, building.cleo)
    with pytest.raises(actions.ChangedMeanwhile):
        start(draft, building.cleo)


def test_a_draft_that_changed_is_tried_as_it_was_when_it_was_asked_for(draft, past, building):
    trial = start(draft, building.cleo)
    actions.edit_draft(
        version=draft, text=text(zorbed="zorped", zorbing="zorping"), edits=0, by=building.cleo
    )
    assert finish(trial).hits == 3


def test_a_look_back_fills_the_historic_lane_and_pages_nobody(draft, past, building, dora, sign_in):
    [version] = actions.publish(versions=[draft], by=dora)
    finish(start(version, dora, TrialKind.LOOK_BACK))
    cases = Case.objects.filter(service=building.eating_disorders)
    assert {case.lane for case in cases} == {Lane.HISTORIC}
    assert {case.due_at for case in cases} == {None}
    # Mia's words of eight days ago and of today are two cases, though the newer ones were read first.
    assert cases.filter(person=building.mia).count() == 2
    assert not Utterance.objects.exclude(care="none").exists()
    client = sign_in(building.cleo)
    assert b"zorbing" not in client.get("/desk/").content
    assert b"zorbing" in client.get("/desk/?state=historic").content
    page = client.get(cases.first().get_absolute_url()).content.decode()
    assert "no clock" in page
    client.post(f"{cases.first().get_absolute_url()}claim/")
    assert b"zorbing" not in client.get("/desk/?state=claimed").content


def test_what_is_said_now_never_joins_a_historic_case(draft, past, building, dora, say):
    [version] = actions.publish(versions=[draft], by=dora)
    finish(start(version, dora, TrialKind.LOOK_BACK))
    say(building.mia, building.harbour, ZORBED)
    case = Case.objects.get(person=building.mia, lane=Lane.NOW)
    assert (case.flags.count(), case.due_at is not None) == (1, True)


def test_looking_back_twice_raises_nothing_twice(draft, past, building, dora):
    [version] = actions.publish(versions=[draft], by=dora)
    finish(start(version, dora, TrialKind.LOOK_BACK))
    before = Flag.objects.count(), RuleHit.objects.count()
    finish(start(version, dora, TrialKind.LOOK_BACK))
    assert (Flag.objects.count(), RuleHit.objects.count()) == before


@pytest.mark.parametrize("who", ["pat", "mia", "zed"])
def test_only_who_writes_rules_reads_the_past_with_them(who, draft, building):
    with pytest.raises(PermissionDenied):
        start(draft, getattr(building, who))


def test_a_draft_never_looks_back(draft, building):
    with pytest.raises(PermissionDenied):
        start(draft, building.cleo, TrialKind.LOOK_BACK)


def test_the_sample_is_shown_to_the_service_it_comes_from_and_reading_it_is_written_down(
    draft, past, building, sign_in
):
    trial = finish(start(draft, building.cleo))
    page = sign_in(building.cleo).get(f"/desk/words/readings/{trial.ref}/").content.decode()
    assert page.count(ZORBED.replace("been zorbing", '<mark class="flagged">been zorbing</mark>')) == 3
    assert (
        AuditEntry.objects.filter(did="read sampled texts", who="cleo", where="eating-disorders").count() == 1
    )
    other = sign_in(building.clara).get(f"/desk/words/readings/{trial.ref}/").content.decode()
    assert "with the others" not in other
    hit = trial.found.first()
    address = f"/desk/words/readings/{trial.ref}/{hit.pk}/"
    assert sign_in(building.clara).post(address, {"useful": "yes"}).status_code == 403
    assert sign_in(building.pat).post(address, {"useful": "yes"}).status_code == 403
    sign_in(building.cleo).post(address, {"useful": "yes"})
    assert trials.judged(trial).part == 1
    assert "1 of 1" in sign_in(building.cleo).get(draft.rule.get_absolute_url()).content.decode()


def test_the_page_says_how_far_it_is_and_why_every_text_is_read(draft, past, building, sign_in):
    trial = start(draft, building.cleo)
    reading.read_a_day(trial.pk, reading.reader_of(trial))
    page = sign_in(building.cleo).get(f"/desk/words/readings/{trial.ref}/").content.decode()
    assert "1 of 30 days read" in page
    assert "every one of them. It looks for words that no live rule looks for" in page
    assert ZORBED not in page
