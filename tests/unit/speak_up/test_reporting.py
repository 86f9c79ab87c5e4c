"""Somebody reports, comes back with seven words, and ends it. The browser runs no script."""

from community.speak_up import receipts
from community.speak_up.models import Attachment, Entry, Reader, Report, SealedKey
from community.speak_up.states import State
from tests.unit.speak_up.conftest import SECRET_TEXT, Reporter, draft_in


def test_a_report_is_sent_and_read_again_with_seven_words(reporter, a_report):
    assert len(reporter.receipt.split()) == 7
    page = reporter.come_back().content.decode()

    assert SECRET_TEXT in page
    assert "Received" in page
    assert "Gil Ashworth" in page


def test_the_words_open_it_however_they_are_typed(reporter, a_report):
    reporter.receipt = reporter.receipt.upper().replace(" ", " - ")
    assert SECRET_TEXT in reporter.come_back().content.decode()


def test_wrong_words_open_nothing(reporter, a_report):
    reporter.receipt = receipts.receipt_for(b"another number, as good")
    assert "open no report" in reporter.come_back().content.decode()


def test_the_same_form_sent_twice_is_one_report_with_the_same_words(reporter, gils_key):
    reader = Reader.objects.get(name="Gil Ashworth")
    last = {}
    post = reporter.client.post
    reporter.client.post = lambda path, data=None, **more: last.update(data or {}) or post(path, data, **more)
    reporter.send(reader)
    first = reporter.receipt
    again = post("/report/", last)

    assert first in again.content.decode()
    assert Report.objects.count() == 1


def test_each_page_asks_one_thing_and_keeps_what_was_typed(reporter, gils_key):
    page = reporter.client.post("/report/")
    page = reporter.client.post("/report/", {"draft": draft_in(page), "step": "topic"})
    assert "There is a problem" in page.content.decode()
    page = reporter.client.post("/report/", {"draft": draft_in(page), "step": "topic", "topic": "fraud"})
    page = reporter.client.post("/report/", {"draft": draft_in(page), "step": "what", "what": "Invoices"})
    page = reporter.client.post("/report/", {"draft": draft_in(page), "step": "where", "go": "what"})

    assert "Invoices" in page.content.decode()
    assert page.content.decode().count("<h1") == 1


def test_nothing_is_kept_until_it_is_sent(reporter, gils_key):
    page = reporter.client.post("/report/")
    reporter.client.post("/report/", {"draft": draft_in(page), "step": "topic", "topic": "fraud"})
    assert not Report.objects.exists()


def test_an_answer_in_the_page_cannot_be_read_there(reporter, gils_key):
    page = reporter.client.post("/report/")
    page = reporter.client.post("/report/", {"draft": draft_in(page), "step": "topic", "topic": "fraud"})
    assert "fraud" not in draft_in(page)
    changed = draft_in(page)[:-8] + "AAAAAAA="
    assert reporter.client.post("/report/", {"draft": changed, "step": "what"}).status_code == 400


def test_a_page_of_the_day_before_yesterday_is_begun_again(reporter, gils_key, later):
    draft = draft_in(reporter.client.post("/report/"))
    later(days=3)
    assert b"This page is too old" in reporter.client.post("/report/", {"draft": draft}).content


def test_the_reporter_adds_closes_opens_again_and_deletes(reporter, a_report):
    reporter.go("add", text="It happened again.")
    assert "It happened again." in reporter.come_back().content.decode()
    reporter.go("close")
    a_report.refresh_from_db()
    assert (a_report.state, a_report.closed_on is None) == (State.CLOSED, False)
    reporter.go("add", text="I was wrong to close it.")
    a_report.refresh_from_db()
    assert (a_report.state, a_report.closed_on) == (State.LOOKING, None)
    assert b"Delete your report?" in reporter.go("delete").content
    reporter.go("delete now")

    for model in (Report, SealedKey, Entry, Attachment):
        assert not model.objects.exists()
    assert "open no report" in reporter.come_back().content.decode()


def test_nobody_has_to_be_chosen_and_somebody_must_be(reporter, gils_key, outsider):
    gil = Reader.objects.get(name="Gil Ashworth")
    assert b"Who should read it?" in reporter.send(answers={"readers": []}).content
    assert not Report.objects.exists()
    reporter.send(outsider)
    assert list(SealedKey.objects.exclude(reader=None).values_list("reader__name", flat=True)) == [
        "Nell Okafor"
    ]
    Reporter().send(gil, outsider)
    assert SealedKey.objects.exclude(reader=None).count() == 3


def test_without_a_guardian_nothing_can_be_sent(reporter):
    page = reporter.client.get("/").content.decode()
    assert "Start a report" not in page
    assert "Care Quality Commission" in page
