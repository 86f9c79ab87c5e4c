"""Cases: opened by what the judge finds, claimed by one, closed with an outcome."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.concerns import raised
from community.rooms import actions as rooms
from community.rooms.models import Post
from community.utterances.models import Utterance
from risk_jobs.desk import actions, states
from risk_jobs.desk.models import Case, Flag, Source
from risk_jobs.desk.states import Outcome, State

RISKY = "I have been purging again since Sunday and I cannot tell anyone."


@pytest.fixture
def case(building, say) -> Case:
    say(building.mia, building.harbour, RISKY)
    return Case.objects.get()


def test_a_text_that_hits_opens_a_case_in_the_same_transaction(case, building):
    flag = case.flags.get()
    assert (case.person, case.topic, case.priority, case.state) == (building.mia, "purging", 2, State.NEW)
    marked = [flag.utterance.text[start:end] for hit in flag.hits for start, end in hit["spans"]]
    assert any("purging" in words for words in marked)


def test_a_mention_of_the_word_opens_none(building, say):
    say(building.mia, building.harbour, "The leaflet on purging was useful.")
    assert not Case.objects.exists()


def test_later_hits_of_the_day_join_the_case(case, building, say):
    say(building.mia, building.harbour, "Purged again last night.")
    assert Case.objects.count() == 1
    assert case.flags.count() == 2


def test_another_member_is_another_case(case, building, say):
    say(building.max, building.lantern, RISKY)
    assert Case.objects.count() == 2


def test_judging_a_text_twice_raises_once(case):
    from risk_jobs.screening.actions import screen

    screen(utterance=case.flags.get().utterance)
    assert Flag.objects.count() == 1


def test_an_edit_or_removal_never_withdraws_a_flag(case, building, sign_in):
    said = case.flags.get().utterance
    post = Post.objects.get(pk=said.source_id)
    rooms.edit(post=post, body="I am fine.", by=building.mia)
    page = sign_in(building.cleo).get(case.get_absolute_url()).content.decode()
    assert "since Sunday" in page
    assert "Edited since" in page
    rooms.delete(post=Post.objects.get(pk=post.pk), by=building.mia)
    assert Case.objects.open().count() == 1
    assert (
        "Edited and then removed since"
        in sign_in(building.cleo).get(case.get_absolute_url()).content.decode()
    )


def test_the_marked_words_come_from_the_text_as_it_was(case, building, sign_in):
    post = Post.objects.get(pk=case.flags.get().utterance.source_id)
    rooms.edit(post=post, body="Sorry, forget it. All good here.", by=building.mia)
    page = sign_in(building.cleo).get(case.get_absolute_url()).content.decode()
    start, end = case.flags.get().hits[0]["spans"][0]
    assert f'<mark class="flagged">{RISKY[start:end]}' in page


def test_one_of_two_who_claim_holds_the_case(case, building):
    actions.claim(case=case, by=building.cleo)
    with pytest.raises(actions.ChangedMeanwhile, match="Changed by cleo"):
        actions.claim(case=Case.objects.get(), by=building.pat)
    assert Case.objects.get().claimed_by == building.cleo


def test_a_claim_that_has_run_out_can_be_taken_over(case, building):
    actions.claim(case=case, by=building.cleo, now=timezone.now() - timedelta(hours=1))
    assert actions.claim(case=Case.objects.get(), by=building.pat).claimed_by == building.pat


def test_who_asks_again_about_a_text_whose_case_is_closed_is_heard(building, say):
    said = say(building.mia, building.harbour, "A calm sentence.")

    def ask():
        asked = {"topic": "worried", "priority": 2, "by_staff": False, "now": timezone.now()}
        raised.send(sender=Utterance, utterance=said, **asked)

    ask()
    ask()
    case = actions.claim(case=Case.objects.get(), by=building.cleo)
    actions.close(case=case, by=building.cleo, outcome=Outcome.NO_ACTION, version=case.version)
    ask()
    ask()
    again = Case.objects.open().get()
    assert (again.person, again.topic, again.source) == (building.mia, "worried", Source.REPORT)
    assert again.timers.filter(running=True).exists()


@pytest.mark.parametrize("who", ["mia", "max", "clara", "sam", "edie", "zed", "gil"])
def test_only_those_who_work_the_desk_of_the_service_touch_a_case(who, case, building):
    person = getattr(building, who)
    for act in (actions.claim, actions.release, lambda **k: actions.add_note(text="x", **k)):
        with pytest.raises(PermissionDenied):
            act(case=case, by=person)
    assert not Case.objects.visible_to(person).exists()


def test_closing_needs_the_claim_and_an_outcome(case, building):
    with pytest.raises(PermissionDenied):
        actions.close(case=case, by=building.cleo, outcome=Outcome.CONTACTED, version=case.version)
    case = actions.claim(case=case, by=building.cleo)
    case = actions.close(case=case, by=building.cleo, outcome=Outcome.CONTACTED, version=case.version)
    assert (case.state, case.outcome) == (State.CLOSED, Outcome.CONTACTED)
    assert [event.did for event in case.events.all()] == ["opened", "claimed", "closed"]


def test_a_hit_that_arrives_while_a_page_is_open_must_be_seen_before_closing(case, building, say):
    case = actions.claim(case=case, by=building.cleo)
    shown = case.version
    say(building.mia, building.harbour, "Purged again last night.")
    with pytest.raises(actions.ChangedMeanwhile):
        actions.close(case=case, by=building.cleo, outcome=Outcome.CONTACTED, version=shown)
    assert Case.objects.get().state == State.CLAIMED


def test_reading_a_case_and_every_decision_are_in_the_audit_log(case, building, sign_in):
    from community.people.models import AuditEntry

    client = sign_in(building.cleo)
    client.get(case.get_absolute_url())
    client.post(f"{case.get_absolute_url()}claim/")
    assert list(
        AuditEntry.objects.filter(who="cleo")
        .exclude(did="appointed")
        .order_by("pk")
        .values_list("did", flat=True)
    ) == [
        "read case",
        "claimed case",
    ]


def test_every_state_has_an_owner_and_every_open_state_a_way_out():
    assert set(states.OWNERS) == set(State)
    for state in set(State) - {State.CLOSED}:
        assert any(way.source == state and way.target != state for way in states.WAYS), state


def test_a_closed_case_without_an_outcome_cannot_be_saved(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(state=State.CLOSED)


def test_a_claimed_case_without_a_holder_cannot_be_saved(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(state=State.CLAIMED)


def test_the_author_of_a_p1_text_sees_the_help_message_and_never_the_word_flagged(building, sign_in):
    client = sign_in(building.mia)
    body = "I have taken an overdose tonight and I want to die."
    answer = client.post("/rooms/harbour/new/", {"title": "Tonight", "body": body}, follow=True)
    page = answer.content.decode()
    assert "116 123" in page
    assert "flagged" not in page.lower()
    assert "We are glad that you wrote this" not in client.get(answer.redirect_chain[-1][0]).content.decode()


def test_a_judge_that_raises_leaves_the_text_saved_owed_and_visible_as_owed(
    building, say, sign_in, monkeypatch
):
    from risk_jobs.screening import actions as screening
    from risk_jobs.screening.tasks import pay_screening_debts

    with monkeypatch.context() as broken:
        broken.setattr(screening, "live_judge", lambda: 1 / 0)
        said = say(building.mia, building.harbour, RISKY)
    assert said.screened_at is None
    assert Post.objects.get(pk=said.source_id).html == f"<p>{RISKY}</p>"
    assert "owed to the judge" in sign_in(building.cleo).get("/desk/").content.decode()
    assert pay_screening_debts() == Utterance.objects.count()
    assert Case.objects.count() == 1
    assert "owed to the judge" not in sign_in(building.cleo).get("/desk/").content.decode()


def test_a_judge_that_breaks_the_database_transaction_still_leaves_the_text_saved(building, say, monkeypatch):
    from django.db import connection

    from risk_jobs.screening import actions as screening

    def breaks():
        connection.cursor().execute("select nonsense from nowhere")

    monkeypatch.setattr(screening, "live_judge", breaks)
    said = say(building.mia, building.harbour, RISKY)
    assert Utterance.objects.get(pk=said.pk).screened_at is None


def test_a_text_the_judge_fails_on_again_and_again_is_read_by_a_person(building, say, monkeypatch):
    from risk_jobs.screening import actions as screening
    from risk_jobs.screening.tasks import pay_screening_debts

    monkeypatch.setattr(screening, "live_judge", lambda: 1 / 0)
    say(building.mia, building.harbour, "Only this.")
    for _ in range(screening.TRIES):
        pay_screening_debts()
    case = Case.objects.get()
    assert (case.source, case.topic) == ("unread", "unread")


def test_the_judge_is_told_the_room_so_that_rules_of_a_room_apply(building, say, monkeypatch):
    from risk_jobs.screening import actions as screening

    judge, rooms = screening.live_judge(), []

    class Listening:
        def verdict(self, text, **how):
            rooms.append(how["room"])
            return judge.verdict(text, **how)

        rules_not_of, lists_kept_by = staticmethod(judge.rules_not_of), staticmethod(judge.lists_kept_by)

    monkeypatch.setattr(screening, "live_judge", Listening)
    say(building.mia, building.harbour, "Hello.")
    assert rooms == ["harbour", "harbour"]  # the title and the post


def test_a_row_says_where_else_its_text_stands(building, say, sign_in):
    """One text about two topics is in two cases of its author; whoever takes one sees the other."""
    text = say(building.mia, building.harbour, RISKY)
    actions.raise_concern(utterance=text, topic="suicide", priority=2, source=Source.REPORT)
    actions.claim(case=Case.objects.get(topic="suicide"), by=building.pat)
    page = sign_in(building.cleo).get("/desk/").content.decode()
    assert page.count("The same text also stands in: ") == 2
    assert "(claimed)" in page


def test_a_row_about_oneself_does_not_tell_of_a_report(building, say, sign_in):
    text = say(building.pat, building.harbour, RISKY)
    actions.raise_concern(utterance=text, topic="suicide", priority=2, source=Source.REPORT)
    assert Case.objects.count() == 2
    page = sign_in(building.pat).get("/desk/").content.decode()
    assert "since Sunday" in page
    assert "also stands in" not in page
    assert "also stands in" in sign_in(building.cleo).get("/desk/").content.decode()
