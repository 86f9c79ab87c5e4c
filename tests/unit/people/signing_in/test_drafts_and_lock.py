"""Nobody loses what they wrote because their session ended or was locked; and nobody else gets it."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.utils import timezone

from community.people.signing_in import drafts, resuming
from community.rooms.models import Post
from tests.cast import PASSWORD

TEXT = "I stayed at the table today, and <it> was “hard”.\nTwo lines & more."
ROOM = "/rooms/harbour/new/"


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*?value="([^"]*)"', page) or re.search(
        rf'value="([^"]*)"[^>]*?name="{name}"', page
    )
    return html.unescape(found.group(1)) if found else ""


class Browser:
    """A client that sends the forms it was given, with their CSRF tokens, as a browser does."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)

    def get(self, address):
        self.page = self.client.get(address)
        return self.page

    def send(self, address, page=None, **fields):
        token = field((page or self.page).content.decode(), "csrfmiddlewaretoken")
        self.page = self.client.post(address, {"csrfmiddlewaretoken": token, **fields})
        return self.page

    def sign_in(self, handle, **more):
        self.get("/sign-in/")
        return self.send("/sign-in/", login=handle, password=PASSWORD, **more)


@pytest.fixture
def mia_writes(building):
    browser = Browser()
    browser.sign_in("mia")
    browser.get(ROOM)
    return browser


def end_session(browser, how, time_machine):
    key = browser.client.cookies["sessionid"].value
    if how == "idle":
        time_machine.move_to(timezone.now() + timedelta(hours=2, minutes=5), tick=True)
    else:
        Session.objects.filter(session_key=key).delete()


@pytest.mark.parametrize("how", ["idle", "closed from elsewhere"])
def test_a_text_sent_too_late_stands_in_its_form_after_signing_in_again(how, mia_writes, time_machine):
    written = mia_writes.page
    end_session(mia_writes, how, time_machine)
    answer = mia_writes.send(ROOM, written, title="Today", body=TEXT)
    assert "Sign in again" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    kept = field(answer.content.decode(), "kept")
    assert kept
    assert "table" not in answer.content.decode(), "sealed, not merely hidden"
    back = mia_writes.send("/sign-in/", login="mia", password=PASSWORD, kept=kept, next=ROOM)
    assert back["Location"] == ROOM
    page = mia_writes.get(ROOM).content.decode()
    assert html.escape(TEXT).replace("&#x27;", "'") in page.replace("&#x27;", "'")
    assert 'value="Today"' in page
    assert not Post.objects.exists(), "nothing is sent by itself"
    mia_writes.send(ROOM, title="Today", body=TEXT)
    assert Post.objects.count() == 1


def test_a_wrong_password_on_the_way_loses_nothing(mia_writes, time_machine):
    end_session(mia_writes, "idle", time_machine)
    kept = field(mia_writes.send(ROOM, title="Today", body=TEXT).content.decode(), "kept")
    wrong = mia_writes.send("/sign-in/", login="mia", password="wrong", kept=kept, next=ROOM)
    assert field(wrong.content.decode(), "kept") == kept


def test_somebody_else_who_signs_in_gets_nothing_of_it(mia_writes, time_machine):
    end_session(mia_writes, "idle", time_machine)
    kept = field(mia_writes.send(ROOM, title="Today", body=TEXT).content.decode(), "kept")
    mia_writes.send("/sign-in/", login="robin", password=PASSWORD, kept=kept, next=ROOM)
    assert "table" not in mia_writes.get(ROOM).content.decode()
    assert "kept" not in mia_writes.client.session
    mia_writes.send("/sign-out/")
    mia_writes.sign_in("mia")
    assert "table" not in mia_writes.get(ROOM).content.decode(), "it was thrown away, not put aside"


def test_a_sealed_draft_opens_in_no_other_browser_not_even_for_its_author(mia_writes, time_machine):
    end_session(mia_writes, "idle", time_machine)
    kept = field(mia_writes.send(ROOM, title="Today", body=TEXT).content.decode(), "kept")
    elsewhere = Browser()
    elsewhere.sign_in("mia", kept=kept, next=ROOM)
    assert "table" not in elsewhere.get(ROOM).content.decode()


@pytest.mark.parametrize("change", ["one letter", "too late"])
def test_a_draft_that_was_changed_or_is_old_is_gone(change, mia_writes, time_machine):
    end_session(mia_writes, "idle", time_machine)
    kept = field(mia_writes.send(ROOM, title="Today", body=TEXT).content.decode(), "kept")
    if change == "one letter":
        kept = kept[:40] + ("A" if kept[40] != "A" else "B") + kept[41:]
    else:
        time_machine.shift(timedelta(hours=5))
    mia_writes.send("/sign-in/", login="mia", password=PASSWORD, kept=kept, next=ROOM)
    assert "table" not in mia_writes.get(ROOM).content.decode()


def test_an_old_page_sent_after_signing_in_in_another_tab_keeps_its_text(mia_writes, time_machine):
    written = mia_writes.page
    end_session(mia_writes, "idle", time_machine)
    mia_writes.sign_in("mia")
    answer = mia_writes.send(ROOM, written, title="Today", body=TEXT)
    assert answer["Location"] == ROOM
    assert "It has not been sent yet." in mia_writes.get(ROOM).content.decode()
    assert not Post.objects.exists()


def test_an_old_page_of_somebody_else_gives_its_text_to_nobody(mia_writes):
    written = mia_writes.page
    mia_writes.send("/sign-out/")
    mia_writes.sign_in("robin")
    answer = mia_writes.send(ROOM, written, title="Today", body=TEXT)
    assert answer.status_code == 403
    assert "table" not in mia_writes.get(ROOM).content.decode()


def test_the_lock_shuts_every_page_and_the_password_brings_the_draft_back(mia_writes):
    answer = mia_writes.send(f"/lock/?next={ROOM}", title="Today", body=TEXT)
    assert "This screen is locked" in answer.content.decode()
    assert "table" not in answer.content.decode()
    assert mia_writes.client.get("/lobby/")["Location"] == "/lock/?next=%2Flobby%2F"
    assert mia_writes.client.get("/help-now/").status_code == 200
    kept = field(answer.content.decode(), "kept")
    wrong = mia_writes.send("/lock/", answer, password="wrong", kept=kept, next=ROOM)
    assert "That is not your password" in wrong.content.decode()
    assert field(wrong.content.decode(), "kept") == kept
    assert mia_writes.send("/lock/", password=PASSWORD, kept=kept, next=ROOM)["Location"] == ROOM
    assert "table" in mia_writes.get(ROOM).content.decode()


def test_a_form_sent_from_another_tab_while_locked_is_kept(mia_writes):
    written = mia_writes.page
    mia_writes.send("/lock/", written)
    answer = mia_writes.send(ROOM, written, title="Today", body=TEXT)
    assert "This screen is locked" in answer.content.decode()
    assert not Post.objects.exists()
    kept = field(answer.content.decode(), "kept")
    mia_writes.send("/lock/", password=PASSWORD, kept=kept, next=ROOM)
    assert "table" in mia_writes.get(ROOM).content.decode()


def test_a_second_page_that_locks_itself_keeps_its_own_draft(mia_writes):
    """All pages of a browser lock with one; what was being written on each comes back on each."""
    written = mia_writes.page
    mia_writes.send("/lock/", written)
    answer = mia_writes.send(f"/lock/?next={ROOM}", written, title="Today", body=TEXT)
    assert "What you were writing is kept" in answer.content.decode()
    assert "There is a problem" not in answer.content.decode()
    kept = field(answer.content.decode(), "kept")
    for _page in ("the first page", "this one"):
        again = mia_writes.send("/lock/", answer, password=PASSWORD, kept=kept, next=ROOM)
        assert again["Location"] == ROOM
    assert "table" in mia_writes.get(ROOM).content.decode()
    assert "Unlock" in mia_writes.send("/lock/", password="wrong").content.decode()
    assert mia_writes.client.get("/lobby/")["Location"].startswith("/lock/")


def test_a_link_locks_nobody_and_the_lock_leads_to_no_other_site(mia_writes):
    assert mia_writes.client.get("/lock/").status_code == 302
    assert mia_writes.get("/lobby/").status_code == 200
    page = mia_writes.send("/lock/?next=https://evil.example/", title="", body="")
    assert mia_writes.send("/lock/", page, password=PASSWORD, next="//evil.example/")["Location"] == "/lobby/"


def test_a_page_that_cannot_show_the_draft_in_its_form_gives_way_to_one_that_does(building, sign_in):
    """An address that only takes forms has no page of its own."""
    browser = Browser()
    browser.sign_in("mia")
    browser.get("/lobby/")
    Session.objects.filter(session_key=browser.client.cookies["sessionid"].value).delete()
    address = "/you/sign-ins/end-others/"
    kept = field(
        browser.send(
            address, words="What I wrote, which is long enough to be a text of its own."
        ).content.decode(),
        "kept",
    )
    browser.send("/sign-in/", login="mia", password=PASSWORD, kept=kept, next=address)
    page = browser.get(address).content.decode()
    assert "What you wrote is still here" in page
    assert "long enough to be a text" in page
    assert "signed in" not in page.lower()


def test_only_what_they_wrote_is_shown_with_the_fields_own_words(rf):
    """Not what the page's machinery sent along; that goes back with the form, unseen."""
    page = HttpResponse(
        '<label class="x" for="id_title">What is <b>it</b> about?</label><input name="title" id="id_title">'
        '<input type="hidden" name="form_key"><button name="do" value="post">Post it</button>'
    )
    draft = drafts.Draft("/x/", QueryDict("title=Today&form_key=new:26+2026-11-22&do=post&seen=7"))
    shown = resuming.with_draft(rf.get("/x/"), page, draft).content.decode()
    shown, hidden = re.subn(r'<input type="hidden"[^>]*>', "", shown)
    assert "What is it about?" in shown
    assert "Today" in shown
    assert "2026-11-22" not in shown
    assert ">post<" not in shown
    assert hidden == 5, "four fields, and the token of the form"


def test_a_choice_that_was_sent_too_late_can_be_sent_again(rf):
    draft = drafts.Draft("/x/", QueryDict("why=left"))
    shown = resuming.with_draft(rf.get("/x/"), HttpResponse(status=405), draft).content.decode()
    assert "This has not been sent yet" in shown
    assert '<input type="hidden" name="why" value="left">' in shown


def test_a_half_written_form_comes_back_without_reproaches(mia_writes):
    answer = mia_writes.send(f"/lock/?next={ROOM}", body=TEXT)
    kept = field(answer.content.decode(), "kept")
    mia_writes.send("/lock/", password=PASSWORD, kept=kept, next=ROOM)
    page = mia_writes.get(ROOM).content.decode()
    assert "table" in page
    assert "There is a problem" not in page
    assert "Error:" not in page


def test_passwords_and_codes_are_never_part_of_a_draft(mia_writes):
    from cryptography.fernet import Fernet

    answer = mia_writes.send(f"/lock/?next={ROOM}", title="Today", password="hunter2", code="123456")
    kept = field(answer.content.decode(), "kept")
    plain = drafts._box().decrypt(kept.encode()).decode()
    assert "hunter2" not in plain
    assert "123456" not in plain
    assert isinstance(drafts._box(), Fernet)
