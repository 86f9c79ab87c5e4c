"""What came of a rule's hits, what it missed, and how much the rules find at all."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.people.models import AuditEntry
from community.rooms.models import Post
from community.utterances.models import Utterance
from risk_jobs.desk import actions as desk
from risk_jobs.desk.models import Case, RuleHit
from risk_jobs.desk.states import Outcome
from risk_jobs.desk.usefulness import Usefulness, usefulness_of
from risk_jobs.words import actions, audit_texts, missed
from risk_jobs.words.figures import Share, recall
from risk_jobs.words.models import AuditText, Missed

ZORBED = "I have been zorbing again with the others."
CALM = "The kettle is on and the cat is asleep."


def close(case, by, outcome):
    desk.claim(case=case, by=by)
    case.refresh_from_db()
    desk.close(case=case, by=by, outcome=outcome, version=case.version)


def test_outcomes_say_how_useful_a_rule_is_and_the_case_page_says_it(draft, building, dora, say, sign_in):
    actions.publish(versions=[draft], by=dora)
    for person, room, outcome in [
        (building.mia, building.harbour, Outcome.CONTACTED),
        (building.max, building.lantern, Outcome.FALSE_METAPHOR),
    ]:
        say(person, room, ZORBED)
        close(Case.objects.get(person=person), building.cleo, outcome)
    say(building.robin, building.harbour, f"{ZORBED} I have been purging again since Sunday.")
    services = [building.eating_disorders.pk]
    counted = usefulness_of(["purging.zorb"], services=services)["purging.zorb"]
    assert counted == Usefulness(hits=3, judged=2, useful=1, alone=2, alone_useful=1)
    assert usefulness_of(["purging.zorb"], services=[building.talking_therapies.pk]) == {}
    case = Case.objects.get(person=building.robin)
    page = sign_in(building.cleo).get(case.get_absolute_url()).content.decode()
    assert "So far: 1 of 2 judged useful" in page
    rule = sign_in(building.cleo).get(draft.rule.get_absolute_url()).content.decode()
    assert "1 of 2 (50 %, by chance 9–91 %)" in rule
    assert "2 of 3" in rule
    assert "The weeks as a table" in rule


def test_a_rule_hit_is_counted_once_a_flag(draft, building, dora, say):
    actions.publish(versions=[draft], by=dora)
    say(building.mia, building.harbour, f"{ZORBED} Zorbed at noon. Zorbed at night.")
    assert RuleHit.objects.filter(rule="purging.zorb").count() == 1


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"), [(0, 0, 0, 100), (0, 10, 0, 28), (34, 51, 53, 78), (10, 10, 72, 100)]
)
def test_a_share_has_the_interval_of_wilson(part, whole, low, high):
    assert (Share(part, whole).low, Share(part, whole).high) == (low, high)


def test_recall_is_what_was_found_of_all_that_should_be_and_unknown_without_a_sample():
    found = recall(flagged=90, useful=Share(9, 10), unflagged=910, missed=Share(1, 100))
    assert found.percents[0] == round(100 * 81 / (81 + 9.1))
    assert found.low < found.share < found.high
    assert recall(flagged=9, useful=Share(0, 0), unflagged=9, missed=Share(0, 0)).share is None
    assert recall(flagged=0, useful=Share(0, 0), unflagged=9, missed=Share(0, 9)).share == 1.0


def test_staff_say_at_a_post_that_it_should_have_been_flagged(building, say, sign_in):
    said = say(building.mia, building.harbour, CALM)
    post = Post.objects.select_related("in_thread").get(pk=said.source_id)
    client = sign_in(building.pat)
    address = f"/desk/words/missed/{post.in_thread.ref}/1/"
    assert address in client.get(post.in_thread.get_absolute_url()).content.decode()
    assert b"missed" not in sign_in(building.robin).get(post.in_thread.get_absolute_url()).content
    assert CALM in client.get(address).content.decode()
    answer = client.post(address, {"topic": "suicide", "priority": "1", "why": "She says goodbye"})
    case = Case.objects.get()
    assert answer["Location"] == case.get_absolute_url()
    assert (case.source, case.priority, case.topic, case.person) == ("staff", 1, "suicide", building.mia)
    assert Missed.objects.get().by == building.pat
    assert b"somebody of the staff asked for" in client.get(case.get_absolute_url()).content.lower()
    assert AuditEntry.objects.filter(did="said text was missed", who="pat").exists()
    assert client.get(address)["Location"] == case.get_absolute_url()


def test_in_search_every_text_can_be_said_to_be_missed(building, say, sign_in):
    said = say(building.mia, building.harbour, CALM)
    asked = {"why": "Looking back", "q": "kettle"}
    page = sign_in(building.cleo).post("/desk/search/", asked, follow=True).content.decode()
    assert f"/desk/words/missed/{said.ref}/" in page


def test_a_text_of_another_service_does_not_exist(building, say, sign_in):
    said = say(building.mia, building.harbour, CALM)
    post = Post.objects.select_related("in_thread").get(pk=said.source_id)
    client = sign_in(building.clara)
    absent = client.get("/nothing-here/at-all/").content
    for address in (f"/desk/words/missed/{said.ref}/", f"/desk/words/missed/{post.in_thread.ref}/1/"):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, absent)
    with pytest.raises(PermissionDenied):
        missed.report(utterance=said, topic="suicide", priority=2, why="", by=building.clara)


def test_nobody_reports_their_own_words(building, say):
    said = say(building.cleo, building.harbour, CALM)
    with pytest.raises(PermissionDenied):
        missed.report(utterance=said, topic="suicide", priority=2, why="", by=building.cleo)


@pytest.mark.parametrize(
    "wrong",
    [{}, {"topic": "x", "priority": "2"}, {"topic": "suicide", "priority": "4"}, {"topic": "suicide"}],
)
def test_a_half_answered_report_is_asked_again(wrong, building, say, sign_in):
    said = say(building.mia, building.harbour, CALM)
    answer = sign_in(building.cleo).post(f"/desk/words/missed/{said.ref}/", wrong | {"why": "<b>why"})
    assert answer.status_code == 200
    assert "&lt;b&gt;why" in answer.content.decode()
    assert not Missed.objects.exists()


@pytest.fixture
def yesterday(building, say):
    """Twelve calm texts and three that hit, said yesterday in Harbour; one in the other service."""
    for number in range(12):
        say(building.mia, building.harbour, f"{CALM} {number}")
    for _ in range(3):
        say(building.max, building.lantern, "I have been purging again since Sunday.")
    say(building.kit, building.kitchen, CALM)
    Utterance.objects.update(said_at=timezone.now() - timedelta(days=1))
    return timezone.localdate() - timedelta(days=1)


def test_a_sample_of_each_service_is_drawn_once_a_day_with_flagged_ones_mixed_in(yesterday, building):
    assert audit_texts.draw(day=yesterday) > 10
    drawn = AuditText.objects.filter(service=building.eating_disorders)
    assert (drawn.filter(flagged=False).count(), drawn.filter(flagged=True).count()) == (8, 2)
    assert audit_texts.draw(day=yesterday) == 0


def test_the_audit_is_blind_and_every_reading_is_written_down(yesterday, building, sign_in):
    audit_texts.draw(day=yesterday)
    client = sign_in(building.cleo)
    page = client.get("/desk/words/audit/").content.decode()
    text = audit_texts.next_for(building.cleo)
    assert text.utterance.text in page
    assert "flagged" not in page.split("<h2>How much")[0]
    assert AuditEntry.objects.filter(did="read audit text", who="cleo").count() == 1


def test_answers_give_an_estimate_and_a_miss_leads_to_the_desk(yesterday, building, sign_in):
    audit_texts.draw(day=yesterday)
    client = sign_in(building.cleo)
    texts = list(AuditText.objects.filter(service=building.eating_disorders).order_by("flagged"))
    for text in texts[1:]:
        client.post("/desk/words/audit/", {"text": text.ref, "should": "yes" if text.flagged else "no"})
    answer = client.post("/desk/words/audit/", {"text": texts[0].ref, "should": "yes"})
    assert answer["Location"] == f"/desk/words/missed/{texts[0].utterance.ref}/"
    client.post(answer["Location"], {"topic": "suicide", "priority": "2"})
    assert Missed.objects.get().by_audit
    [estimate] = audit_texts.estimates(building.cleo, today=timezone.localdate())
    assert (estimate.missed.part, estimate.missed.whole, estimate.useful.part) == (1, 8, 2)
    assert 0 < estimate.recall.low < estimate.recall.share < estimate.recall.high
    assert "of what should be read" in client.get("/desk/words/audit/").content.decode()


def test_the_first_answer_counts_and_none_from_elsewhere(yesterday, building, sign_in):
    audit_texts.draw(day=yesterday)
    text = AuditText.objects.filter(service=building.eating_disorders).first()
    assert sign_in(building.clara).post(
        "/desk/words/audit/", {"text": text.ref, "should": "yes"}
    ).status_code == 404  # fmt: skip
    audit_texts.answer(text=text, should=False, by=building.cleo)
    audit_texts.answer(text=text, should=True, by=building.pat)
    text.refresh_from_db()
    assert (text.answer, text.answered_by) == (False, building.cleo)
    for wrong in ({}, {"text": "\x00"}, {"text": "x" * 5_000, "should": "yes"}):
        assert sign_in(building.cleo).post("/desk/words/audit/", wrong).status_code == 404
