"""The help page and the way out hold when other things do not."""

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from cms.help import contacts
from cms.help.views import DRAWN_WITH


def test_help_stands_when_the_services_cannot_be_read(db, monkeypatch):
    def away(person):
        raise OperationalError("the database is away")

    monkeypatch.setattr(contacts, "of", away)
    answer = Client().get("/help-now/")
    assert answer.status_code == 200
    for number in ("999", "111", "116 123", "85258"):
        assert number in answer.content.decode()


def test_what_a_browser_keeps_says_nothing_of_the_hour_and_nothing_of_who_asks(sign_in, mia, monkeypatch):
    here = contacts.OfService("Harbour team", "Call us.", "The team is at work until 17:00.")
    monkeypatch.setattr(contacts, "of", lambda person: [here])
    assert here.opening in Client().get("/help-now/").content.decode()
    kept = Client().get("/help-now/?kept=1").content.decode()
    assert here.name in kept
    assert here.opening not in kept


def test_the_worker_names_the_public_page_and_its_files_only(db):
    answer = Client().get("/offline-help.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer["Cache-Control"]
    text = answer.content.decode()
    assert text.count("/static/") == len(DRAWN_WITH)
    assert settings.LEAVE_TO.split("//")[1].split("/")[0] in text.replace("\\u002D", "-")


def test_the_worker_is_a_new_one_when_the_page_says_something_else(db, monkeypatch):
    before = Client().get("/offline-help.js").content
    monkeypatch.setattr(contacts, "of", lambda person: [contacts.OfService("Harbour team", "Call us.", "")])
    assert Client().get("/offline-help.js").content != before


@pytest.mark.parametrize("method", ["get", "post"])
def test_leaving_ends_the_session_and_clears_every_cookie(sign_in, mia, method):
    client = sign_in(mia)
    client.cookies["device"] = "known"
    answer = getattr(client, method)("/leave/")
    assert answer["Location"] == settings.LEAVE_TO
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer["Referrer-Policy"] == "no-referrer"
    assert {name for name, cookie in answer.cookies.items() if not cookie.value} >= {"sessionid", "device"}
    assert client.get("/lobby/").status_code == 302
