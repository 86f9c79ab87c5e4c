"""The pages of the desk: what is shown and asked, and that nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.messages.models import Conversation, Message, MessageRules
from community.notices.models import Notice
from community.people.models import Membership
from community.utterances.models import Utterance
from risk_jobs.desk import actions, case_page
from risk_jobs.desk.models import Case, DeskKeys, Source
from risk_jobs.desk.person_panel import panel_of
from risk_jobs.desk.states import Outcome, State
from risk_jobs.on_call.models import Alert, Reach
from risk_jobs.returns.models import ActiveDay

RISKY = "I have been purging again since Sunday and I cannot tell anyone."


@pytest.fixture
def case(building, say) -> Case:
    say(building.mia, building.harbour, RISKY)
    return Case.objects.get()


@pytest.fixture
def look(sign_in):
    """`look(person, address)`: the words of the page, without its markup."""

    def looked(person, address: str) -> str:
        page = sign_in(person).get(address).content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))

    return looked


def names_on(page: str) -> set[str]:
    return set(re.findall(r"([a-z]+), case [a-z0-9]+", page))


@pytest.fixture
def queue(building, say):
    """Mia in Harbour by a rule, Robin in Onward by a report, both of the Eating Disorders service."""
    say(building.mia, building.harbour, RISKY)
    said = say(building.robin, building.onward, "A calm sentence.")
    actions.raise_concern(utterance=said, topic="suicide", priority=1, source=Source.REPORT)


@pytest.mark.parametrize(
    ("asked", "who"),
    [
        ("", {"mia", "robin"}), ("?room=harbour", {"mia"}), ("?room=onward", {"robin"}), ("?room=lantern", set()),
        ("?priority=1", {"robin"}), ("?priority=2", {"mia"}), ("?source=report", {"robin"}),
        ("?source=rule&room=harbour", {"mia"}), ("?state=new", {"mia", "robin"}), ("?state=claimed", set()),
        ("?state=closed", set()), ("?mine=on", set()), ("?room=kitchen", {"mia", "robin"}),
        ("?priority=9&state=x&page=-1", {"mia", "robin"}), ("?page=99999999", {"mia", "robin"}),
    ],
)  # fmt: skip
def test_the_queue_is_narrowed_by_what_is_asked_and_by_nothing_that_does_not_exist(
    asked, who, queue, building, look
):
    assert names_on(look(building.cleo, f"/desk/{asked}")) == who


def test_a_desk_shows_no_case_room_or_count_of_another_service(queue, building, look):
    page = look(building.clara, "/desk/")
    assert names_on(page) == set()
    assert "New (0)" in page
    assert "Harbour" not in page
    assert names_on(look(building.clara, "/desk/?room=harbour")) == set()


def test_each_state_has_a_list_and_its_number(queue, building, look):
    case = actions.claim(case=Case.objects.get(person=building.mia), by=building.cleo)
    page = look(building.pat, "/desk/")
    assert "New (1)" in page
    assert "Claimed (1)" in page
    assert "Claimed by cleo" in page
    assert names_on(look(building.cleo, "/desk/?mine=on")) == {"mia"}
    case = actions.hand_over(
        case=case, by=building.cleo, to=building.pat, note="Ring her.", version=case.version
    )
    assert "Handed over to pat" in look(building.pat, "/desk/?state=handed&mine=on")
    case = actions.claim(case=case, by=building.pat)
    until = timezone.now() + timedelta(hours=2)
    actions.wait(case=case, by=building.pat, until=until, reason="A voicemail.", version=case.version)
    page = look(building.cleo, "/desk/?state=waiting")
    assert "Waiting: A voicemail. (pat)" in page
    assert f"waits until {timezone.localtime(until):%-d %b, %H:%M}" in page


def test_an_empty_desk_is_kind_and_says_when_the_last_was_closed(case, building, look):
    case = actions.claim(case=case, by=building.cleo)
    actions.close(case=case, by=building.cleo, outcome=Outcome.CONTACTED, version=case.version)
    page = look(building.pat, "/desk/")
    assert "Nothing waiting here. The last one was closed" in page
    assert "No case like that" in look(building.pat, "/desk/?room=lantern")


def test_rows_come_in_pages_and_keep_what_was_asked(building, say, look, monkeypatch):
    monkeypatch.setattr("risk_jobs.desk.queue.A_PAGE", 2)
    for person in (building.mia, building.robin, building.cleo):
        say(person, building.harbour, f"{RISKY} {person.handle}")
    first, second = (
        look(building.pat, "/desk/?room=harbour"),
        look(building.pat, "/desk/?room=harbour&page=2"),
    )
    assert len(names_on(first)) == 2
    assert len(names_on(second)) == 1
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in look(building.pat, "/desk/?room=harbour&page=77")


def test_the_keys_are_off_until_somebody_switches_them_on_for_themselves(case, building, sign_in):
    cleo = sign_in(building.cleo)
    assert b"data-keys" not in cleo.get("/desk/").content
    cleo.post("/desk/keys/", {"keys": "on"})
    assert b"data-keys" in cleo.get("/desk/").content
    assert b"data-keys" in cleo.get(case.get_absolute_url()).content
    assert b"data-keys" not in sign_in(building.pat).get("/desk/").content
    cleo.post("/desk/keys/", {"keys": "off"})
    assert not DeskKeys.objects.exists()


@pytest.mark.parametrize(
    ("what", "typed", "words"),
    [
        ("wait", {"until": "4h", "reason": "I left a voicemail."}, "I left a voicemail."),
        ("hand-over", {"note": "She has a test tomorrow."}, "She has a test tomorrow."),
        ("contact", {"subject": "Hello", "body": "Shall we talk today?"}, "Shall we talk today?"),
        ("close", {"outcome": "watch"}, ""),
    ],
)
def test_who_acts_on_an_older_page_is_told_who_changed_it_and_loses_no_word(
    what, typed, words, case, building, sign_in, say
):
    case = actions.claim(case=case, by=building.cleo)
    cleo = sign_in(building.cleo)
    shown = case.version
    say(building.mia, building.harbour, RISKY)
    typed = {**typed, "version": shown} | ({"to": building.pat.ref} if what == "hand-over" else {})
    answer = cleo.post(f"{case.get_absolute_url()}{what}/", typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(r"Changed by .+ at \d\d:\d\d", page)
    assert words in page
    case.refresh_from_db()
    assert (case.state, case.outcome) == (State.CLAIMED, "")
    assert (
        cleo.post(f"{case.get_absolute_url()}{what}/", typed | {"version": case.version}).status_code == 302
    )


def test_the_title_of_a_page_that_is_refused_says_so_once(case, building, sign_in):
    for rest, sent in (("note/", {"text": ""}), ("escalate/", {"why": "", "version": case.version})):
        page = sign_in(building.cleo).post(f"{case.get_absolute_url()}{rest}", sent).content.decode()
        [title] = re.findall(r"<title>(.*?)</title>", page, re.DOTALL)
        assert title.count("Error: ") == 1, title


def test_who_has_lost_the_case_finds_their_words_in_the_note(case, building, sign_in):
    case = actions.claim(case=case, by=building.cleo, now=timezone.now() - timedelta(hours=1))
    shown = case.version
    actions.claim(case=case, by=building.pat)
    typed = {"subject": "Hello", "body": "Shall we talk today?", "version": shown}
    answer = sign_in(building.cleo).post(f"{case.get_absolute_url()}contact/", typed)
    assert answer.status_code == 409
    assert "Changed by pat" in answer.content.decode()
    assert re.search(
        r"<textarea[^>]*name=\"text\"[^>]*>\s*Hello\s+Shall we talk today\?", answer.content.decode()
    )
    assert not Message.objects.exists()
    unfinished = typed | {"subject": ""}
    again = sign_in(building.cleo).post(f"{case.get_absolute_url()}contact/", unfinished).content.decode()
    assert "Changed by pat" in again
    assert "Shall we talk today?" in again


def test_words_to_somebody_who_has_left_meanwhile_are_found_in_the_note(case, building, sign_in):
    case = actions.claim(case=case, by=building.cleo)
    Membership.objects.filter(person=building.mia).update(ended_at=timezone.now())
    typed = {"subject": "Hello", "body": "Shall we talk today?", "version": case.version}
    answer = sign_in(building.cleo).post(f"{case.get_absolute_url()}contact/", typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "They cannot get messages here any more." in page
    assert re.search(r"<textarea[^>]*name=\"text\"[^>]*>\s*Hello\s+Shall we talk today\?", page)
    assert not Message.objects.exists()


def test_the_team_writes_to_the_member_in_the_services_own_words(case, building, sign_in):
    MessageRules.objects.create(
        service=building.eating_disorders, templates="How are you\nWe read what you wrote.\n---\nOther\nx"
    )
    case = actions.claim(case=case, by=building.cleo)
    cleo = sign_in(building.cleo)
    page = cleo.get(f"{case.get_absolute_url()}?answer=1").content.decode()
    assert "We read what you wrote." in page
    sent = {"subject": "How are you", "body": "We read what you wrote.", "version": case.version}
    assert cleo.post(f"{case.get_absolute_url()}contact/", sent).status_code == 302
    conversation = Conversation.objects.get()
    assert (conversation.member, conversation.service) == (building.mia, building.eating_disorders)
    assert Message.objects.get().said_as == "clinician"
    assert Notice.objects.filter(person=building.mia).exists()
    case.refresh_from_db()
    assert case.contacted_at is not None
    assert (
        "We read what you wrote."
        in sign_in(building.mia).get(f"/messages/{conversation.ref}/").content.decode()
    )
    again = cleo.post(f"{case.get_absolute_url()}contact/", sent)
    assert again.status_code == 409, "pressed twice it is sent once"
    assert Message.objects.count() == 1


def test_only_who_holds_the_case_writes_for_the_team(case, building, sign_in):
    actions.claim(case=case, by=building.cleo)
    case.refresh_from_db()
    sent = {"subject": "Hello", "body": "x", "version": case.version}
    assert sign_in(building.pat).post(f"{case.get_absolute_url()}contact/", sent).status_code == 403
    assert sign_in(building.clara).post(f"{case.get_absolute_url()}contact/", sent).status_code == 404


def test_a_colleague_is_called_at_once_and_the_case_is_a_matter_of_now(case, building, sign_in):
    Reach.objects.create(person=building.pat, mail="pat@example.org")
    page = sign_in(building.cleo).get(f"{case.get_absolute_url()}escalate/").content.decode()
    assert "ring 999 first" in page
    sent = {"to": "crisis", "why": "She has a plan.", "version": case.version}
    assert sign_in(building.cleo).post(f"{case.get_absolute_url()}escalate/", sent).status_code == 302
    case.refresh_from_db()
    assert (case.priority, case.state) == (1, State.NEW)
    assert [(alert.person, alert.says) for alert in Alert.objects.all()] == [(building.pat, "help_asked")]
    assert "She has a plan." in case.events.get(did="escalated").text
    assert sign_in(building.clara).post(f"{case.get_absolute_url()}escalate/", sent).status_code == 404


def test_what_was_done_can_be_undone_from_the_desk_for_ten_seconds(case, building, sign_in, later):
    case = actions.claim(case=case, by=building.cleo)
    cleo = sign_in(building.cleo)
    cleo.post(f"{case.get_absolute_url()}close/", {"outcome": "watch", "version": case.version})
    assert f"{case.get_absolute_url()}undo/" in cleo.get("/desk/").content.decode()
    assert "undo/" not in sign_in(building.pat).get("/desk/").content.decode()
    cleo.post(f"{case.get_absolute_url()}undo/")
    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_at) == (State.CLAIMED, "", None)
    assert "undo/" not in cleo.get("/desk/").content.decode(), "what was undone is not offered again"
    cleo.post(f"{case.get_absolute_url()}close/", {"outcome": "watch", "version": case.version})
    later(seconds=11)
    assert "undo/" not in cleo.get("/desk/").content.decode()
    said = cleo.post(f"{case.get_absolute_url()}undo/", follow=True).content.decode()
    assert "The ten seconds are over" in said


def test_what_became_of_its_texts_is_asked_as_the_index_of_all_texts_goes(case):
    """By kind and number: of a number alone a million texts would be read through."""
    with CaptureQueriesContext(connection) as asked:
        assert case_page._newest([flag.utterance for flag in case.flags.select_related("utterance")])
    assert '"kind" =' in asked.captured_queries[-1]["sql"].split("WHERE")[1]


def test_a_case_page_tells_of_the_member_and_not_who_they_are(case, building, look):
    page = look(building.cleo, case.get_absolute_url())
    for words in (
        "Rooms",
        "Harbour, patient",
        "Days here",
        "Not here within a year.",
        "Last texts",
        "Their page",
    ):
        assert words in page
    assert "The months as a table" not in page, "there is nothing to draw"


def test_the_days_of_a_member_are_drawn_by_month_with_their_table(case, building, sign_in):
    today = timezone.localdate()
    days = [today.replace(day=1) - timedelta(days=back) for back in (0, 1, 2, 3, 500)]
    ActiveDay.objects.bulk_create([ActiveDay(person=building.mia, day=day) for day in days])
    months = panel_of(case, by=building.pat).months
    assert [month.days for month in months] == [0] * 10 + [3, 1]
    assert (months[-1].begins, months[0].begins.year) == (
        today.replace(day=1),
        (today - timedelta(days=330)).year,
    )
    assert [month.height for month in months[-2:]] == [38, 12]
    page = sign_in(building.cleo).get(case.get_absolute_url()).content.decode()
    assert page.count("<rect") == 12


def test_days_of_who_does_not_want_them_counted_are_not_drawn(case, building, sign_in):
    from risk_jobs.returns.actions import stop_counting

    stop_counting(by=building.mia)
    page = sign_in(building.cleo).get(case.get_absolute_url()).content.decode()
    assert "have asked that their days here are not counted" in page
    assert "as-chart" not in page


def test_who_works_here_sees_that_search_is_behind(case, building, look, later):
    Utterance.objects.update(indexed_at=None)
    assert "Search is catching up" not in look(building.cleo, "/desk/")
    later(minutes=2)
    assert "Search is catching up" in look(building.cleo, "/desk/")
    assert "Search is catching up" not in look(building.clara, "/desk/")
    Utterance.objects.update(indexed_at=timezone.now())
    assert "Search is catching up" not in look(building.cleo, "/desk/")
