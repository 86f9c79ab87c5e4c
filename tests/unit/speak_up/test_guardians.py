"""Gil opens what was sealed to him, and nobody else does."""

import time

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from community.guardians import actions, ceremony, keys, tasks, unlocking
from community.guardians.models import Custody
from community.people.models import AuditEntry
from community.speak_up import actions as reports
from community.speak_up import sealing, states
from community.speak_up.actions import NoSuchWay
from community.speak_up.models import Attachment, Entry, Reader, Report, SealedKey, Tally
from tests import cast
from tests.unit.speak_up.conftest import PASSPHRASE, SECRET_TEXT

ADDRESSES = [
    "/guardian/",
    "/guardian/reads/",
    "/guardian/counts/",
    "/guardian/key/",
    "/guardian/0123456789abcdef/",
]


@pytest.fixture
def in_the_building(settings):
    """Back from the anonymous side's settings to the building's."""
    from django.urls import clear_url_caches

    from cms.settings import test as house

    def back():
        for name in ("ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "CACHES"):
            setattr(settings, name, getattr(house, name))
        clear_url_caches()

    return back


@pytest.fixture
def gil_at_his_inbox(a_report, in_the_building, gil) -> Client:
    in_the_building()
    client = cast.sign_in(Client(), gil)
    client.post("/guardian/unlock/", {"secret_words": PASSPHRASE})
    return client


def test_gil_reads_and_answers_and_the_reporter_reads_it(gil_at_his_inbox, a_report, gil_unlocked):
    page = gil_at_his_inbox.get("/guardian/").content.decode()
    assert "Bullying or harassment" in page
    assert SECRET_TEXT not in page
    where = f"/guardian/{a_report.ref}/"
    assert SECRET_TEXT in gil_at_his_inbox.get(where).content.decode()
    gil_at_his_inbox.post(where, {"secret_text": "Thank you. Which ward?", "step": "acknowledge"})

    said = gil_unlocked.open(Report.objects.get()).said()
    assert [(one.who, one.did) for one in said][1:] == [("Gil Ashworth", "acknowledged it")]
    assert Report.objects.get().state == states.State.ACKNOWLEDGED


def test_the_inbox_of_who_has_not_unlocked_it_leads_to_the_passphrase(a_report, in_the_building, gil):
    in_the_building()
    client = cast.sign_in(Client(), gil)
    for where in ("/guardian/", f"/guardian/{a_report.ref}/"):
        assert client.get(where).headers["Location"] == "/guardian/unlock/"
    answer = client.post("/guardian/unlock/", {"secret_words": "not the passphrase at all"})
    assert b"This does not open your key." in answer.content
    assert AuditEntry.objects.filter(did="failed to unlock a speak-up key").exists()


def test_a_key_locks_after_a_quarter_of_an_hour_and_neither_half_opens_it(gil_at_his_inbox, time_machine):
    assert gil_at_his_inbox.get("/guardian/").status_code == 200
    half = gil_at_his_inbox.cookies["guardian"].value
    gil_at_his_inbox.cookies["guardian"] = ""
    assert gil_at_his_inbox.get("/guardian/").status_code == 302
    gil_at_his_inbox.cookies["guardian"] = half
    assert gil_at_his_inbox.get("/guardian/").status_code == 200
    time_machine.move_to(time.time() + 14 * 60)  # a guardian's session itself ends at fifteen minutes
    assert gil_at_his_inbox.get("/guardian/").status_code == 200
    time_machine.move_to(time.time() + 2 * 60)
    assert gil_at_his_inbox.get("/guardian/").status_code == 200
    gil_at_his_inbox.post("/guardian/lock/")
    assert gil_at_his_inbox.get("/guardian/").headers["Location"] == "/guardian/unlock/"


def test_a_key_that_is_not_used_for_a_quarter_of_an_hour_is_locked(rf, two_stores, later):
    """Whatever the session around it does."""
    request = rf.get("/guardian/")
    request.user, request.session = two_stores.gil, {}
    answer = unlocking.unlock(request, HttpResponse(), b"k" * 32)
    request.COOKIES = {name: one.value for name, one in answer.cookies.items()}
    for _ in range(2):  # each use is fifteen minutes more
        later(minutes=14)
        assert unlocking.unlocked(request) == b"k" * 32
    later(minutes=16)
    assert unlocking.unlocked(request) is None
    assert request.session == {}


@pytest.mark.parametrize("who", ["mia", "cleo", "pat", "sam", "zed", "ada"])
def test_everybody_else_gets_the_one_404(two_stores, sign_in, who):
    client = sign_in(getattr(two_stores, who))
    nothing = client.get("/nothing-at-all/").content
    for where in ADDRESSES:
        answer = client.get(where)
        assert (answer.status_code, len(answer.content)) == (404, len(nothing)), where


def test_a_superuser_gets_it_too(two_stores, sign_in, mia):
    mia.is_superuser = True
    mia.save()
    assert sign_in(mia).get("/guardian/").status_code == 404


def test_what_was_sealed_to_another_does_not_exist_for_gil(gil_at_his_inbox, reporter, outsider, a_report):
    a_report.keys.exclude(reader=None).update(reader=outsider)
    assert gil_at_his_inbox.get(f"/guardian/{a_report.ref}/").status_code == 404
    assert "No report was sent to you" in gil_at_his_inbox.get("/guardian/").content.decode()


def test_a_row_moved_to_a_reader_by_hand_does_not_open(a_report, gil_unlocked, outsider, two_stores):
    """Whoever writes in the database can name a reader, but not seal to them."""
    private = sealing.new_private()
    thief = Reader.objects.create(name="Thief", says="", public_key=sealing.public_of(private))
    a_report.keys.filter(reader=gil_unlocked.reader).update(reader=thief)
    with pytest.raises(sealing.Unreadable):
        actions.Guardian(two_stores.gil, thief, private).open(a_report)


def test_handing_over_seals_again_and_the_reporter_sees_it(a_report, gil_unlocked, reporter):
    private = sealing.new_private()
    nell = Reader.objects.create(
        name="Nell Okafor", says="", outside=True, public_key=sealing.public_of(private)
    )
    opened = actions.read(report=a_report, by=gil_unlocked)
    actions.hand_over(opened=opened, to=nell, keep=False, why="I know the team.", by=gil_unlocked)

    assert (
        actions.Guardian(gil_unlocked.person, nell, private).open(a_report).said()[0].answers["what"]
        == SECRET_TEXT
    )
    with pytest.raises(sealing.Unreadable):
        gil_unlocked.open(a_report)
    page = reporter.come_back().content.decode()
    assert "handed it to Nell Okafor" in page
    assert "I know the team." in page


def test_w6_two_of_three_give_a_lost_key_back_and_one_does_not(two_stores, in_the_building):
    in_the_building()
    one, two, three = ceremony.make_recovery(holders=["A", "B", "C"])
    custody = ceremony.make_key(by=two_stores.gil, name="Gil", says="", outside=False, passphrase=PASSPHRASE)
    private = ceremony.unlock(custody=custody, passphrase=PASSPHRASE, by=two_stores.gil)
    for parts in ([one], [one, one], [two, "abandon " * 33]):
        with pytest.raises(keys.WrongParts):
            ceremony.recover(custody=custody, parts=parts, passphrase="x" * 20, by=two_stores.gil)
    back = ceremony.recover(
        custody=custody, parts=[three, one], passphrase="a new one entirely", by=two_stores.gil
    )

    assert back == private
    custody.refresh_from_db()
    assert ceremony.unlock(custody=custody, passphrase="a new one entirely", by=two_stores.gil) == private
    with pytest.raises(keys.WrongPassphrase):
        ceremony.unlock(custody=custody, passphrase=PASSPHRASE, by=two_stores.gil)


def test_a_key_without_recovery_says_so(gils_key):
    with pytest.raises(ceremony.NoRecovery):
        ceremony.recover(custody=gils_key, parts=["", ""], passphrase="x" * 20, by=gils_key.person)


def test_another_key_under_gils_name_is_noticed(gil_at_his_inbox, a_report):
    Reader.objects.update(public_key=sealing.public_of(sealing.new_private()))
    answer = gil_at_his_inbox.get("/guardian/")
    assert answer.status_code == 409
    assert b"Another key stands in your name" in answer.content


def test_a_reader_whom_no_guardian_made_is_noticed(gil_at_his_inbox, two_stores):
    assert "no guardian here made that key" not in gil_at_his_inbox.get("/guardian/").content.decode()
    Reader.objects.create(name="Jo Planted", says="", public_key=sealing.public_of(sealing.new_private()))
    page = gil_at_his_inbox.get("/guardian/").content.decode()
    assert "Jo Planted" in page
    assert "no guardian here made that key" in page


def test_what_was_changed_by_hand_is_not_shown_and_both_are_told(a_report, gil_unlocked, reporter):
    entry = Entry.objects.get()
    Entry.objects.create(report=a_report, sealed=entry.sealed)  # the same words once more, in another place
    assert gil_unlocked.open(a_report).spoiled() == 1
    assert "Something was changed" in reporter.come_back().content.decode()


def test_a_file_that_was_put_in_by_hand_hides_nothing_else(a_report, gil_unlocked, reporter):
    planted = Attachment.objects.create(report=a_report, head=b"x" * 100, body=b"x" * 100)
    opened = gil_unlocked.open(a_report)
    assert (opened.spoiled(), opened.files(), len(opened.said())) == (1, [], 1)
    page = reporter.come_back().content.decode()
    assert "Something was changed" in page
    assert SECRET_TEXT in page
    with pytest.raises(sealing.Unreadable):
        opened.file(planted.ref)


def test_a_file_that_was_changed_by_hand_does_not_exist_for_gil(gil_at_his_inbox, a_report):
    planted = Attachment.objects.create(report=a_report, head=b"x" * 100, body=b"x" * 100)
    assert gil_at_his_inbox.get(f"/guardian/{a_report.ref}/file/{planted.ref}/").status_code == 404


@pytest.mark.parametrize("what", ["hold", "hand-over"])
def test_a_report_that_goes_while_gil_looks_at_it_leads_back(
    gil_at_his_inbox, a_report, outsider, monkeypatch, what
):
    read = actions.read

    def then_deleted(**given):
        opened = read(**given)
        reports.destroy(report=Report.objects.get())
        return opened

    monkeypatch.setattr(actions, "read", then_deleted)
    given = {"secret_why": "An inquest.", "to": outsider.ref}
    answer = gil_at_his_inbox.post(f"/guardian/{a_report.ref}/{what}/", given)
    assert answer.headers["Location"] == "/guardian/"
    assert not SealedKey.objects.exists()


@pytest.mark.parametrize("state", list(states.State))
def test_only_ways_of_the_table_are_taken(a_report, gil_unlocked, state):
    opened = gil_unlocked.open(a_report)
    for action in ("acknowledge", "look", "answer", "close", "open again"):
        closed_on = a_report.opened_on if state == "closed" else None
        Report.objects.update(state=state, closed_on=closed_on)
        leads = [way.target for way in states.WAYS if (way.action, way.source) == (action, state)]
        if not leads:
            with pytest.raises(NoSuchWay):
                actions.act(opened=opened, action=action, text="x", by=gil_unlocked)
        else:
            actions.act(opened=opened, action=action, text="x", by=gil_unlocked)
            assert [Report.objects.get().state] == leads


def test_a_guardian_who_left_can_neither_act_nor_be_chosen(a_report, gil_unlocked, two_stores):
    from django.core.exceptions import PermissionDenied

    from community.people.appointments import end

    end(appointment=two_stores.gil.appointments.get())
    two_stores.gil.__dict__.pop("_appointments", None)
    gil_unlocked.person.__dict__.pop("_appointments", None)
    with pytest.raises(PermissionDenied):
        actions.read(report=a_report, by=gil_unlocked)
    assert ceremony.end_of_those_who_left() == 1
    assert not Reader.objects.offered().exists()
    assert not Custody.objects.in_force().exists()


def test_guardians_are_told_twice_a_day_in_the_same_words_whatever_came(gils_key, time_machine):
    Custody.objects.update(mail_to="gil@example.org")
    for moment in ("08:59", "09:00", "09:30", "15:00", "15:00", "23:59"):
        time_machine.move_to(f"2026-03-02T{moment}:00+00:00")
        tasks.ring()
    assert [(one.subject, one.body) for one in mail.outbox] == [(tasks.SUBJECT, tasks.BODY)] * 2


def test_numbers_below_five_and_of_this_quarter_are_not_said(two_stores):
    from datetime import date

    Tally.objects.create(quarter="2026Q1", what="received", number=4)
    Tally.objects.create(quarter="2026Q1", what="closed", number=5)
    Tally.objects.create(quarter="2026Q2", what="received", number=50)
    [only] = actions.counts(today=date(2026, 4, 30))
    assert (only.name, only.received, only.acknowledged, only.closed) == ("2026Q1", "fewer than 5", "0", "5")
