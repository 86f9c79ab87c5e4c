"""The pages of the vault: who reaches them, what they ask for first, and that a value stands in one answer only."""

import re

import pytest
from django.test import Client

from community.people.models import AuditEntry
from community.people.signing_in import drafts
from community.people.vault import actions as vault
from tests import cast
from tests.cast import PASSWORD
from tests.unit.people.test_vault import ADDRESS, DETAILS, IN_WORDS, NAME, NUMBER, TYPED

ASKED = {"show": ["real_name", "nhs_number", "date_of_birth", "contact"], "why": "Ambulance on its way"}


@pytest.fixture(autouse=True)
def _filled(building):
    vault.fill(person=building.mia, details=DETAILS, by=building.cleo)


def later(client, seconds: float = 301):
    """The same browser, so long after its person showed who they are."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= seconds
    session.save()
    return client


def at(person, rest: str = "") -> str:
    return f"/people/{person.ref}/identity/{rest}"


def holds_a_value(answer) -> bool:
    return any(value.encode() in answer.content for value in (NAME, NUMBER, ADDRESS, *IN_WORDS.values()))


def test_the_first_page_is_covered(building, sign_in):
    answer = sign_in(building.cleo).get(at(building.mia))
    assert answer.status_code == 200
    assert answer.content.count(b"Kept, covered") == 4
    assert not holds_a_value(answer)


def test_showing_asks_for_a_fresh_sign_in_then_for_a_reason_then_shows_once(building, sign_in):
    client = later(sign_in(building.cleo))
    first = client.get(at(building.mia, "show/"))
    assert first.status_code == 302
    assert "again/" in first["Location"]
    client.post(first["Location"], {"password": PASSWORD})
    asked = client.get(at(building.mia, "show/"))
    assert not holds_a_value(asked)
    shown = client.post(at(building.mia, "show/"), ASKED)
    for value in IN_WORDS.values():
        assert value.encode() in shown.content
    assert "no-store" in shown["Cache-Control"]
    assert not holds_a_value(client.get(at(building.mia, "show/")))
    assert not holds_a_value(client.get(at(building.mia)))


def test_five_minutes_later_it_asks_again(building, sign_in):
    client = later(sign_in(building.cleo))
    answer = client.post(at(building.mia, "show/"), ASKED)
    assert answer.status_code == 302
    assert not AuditEntry.objects.filter(did=vault.REVEALED).exists()


def test_a_name_typed_too_late_is_not_kept_in_the_session(building, sign_in):
    client = later(sign_in(building.cleo))
    assert client.post(at(building.mia, "fill/"), TYPED).status_code == 302
    client.get(at(building.mia, "fill/"))
    assert drafts.FIELD not in client.session
    assert NAME not in str(dict(client.session.items()))


def test_a_name_is_not_kept_in_a_draft_when_the_screen_is_locked(building):
    browser = Client(enforce_csrf_checks=True)
    client = cast.sign_in(browser, building.cleo)
    client.get(at(building.mia, "fill/"))
    token = client.cookies["csrftoken"].value
    page = client.post(
        "/lock/?next=/lobby/", TYPED | {"csrfmiddlewaretoken": token, "why": "a draft is kept"}
    )
    [sealed] = re.findall(rb'name="kept" value="([^"]+)"', page.content)
    kept = drafts._box().decrypt(sealed).decode()
    assert "a+draft+is+kept" in kept
    for name in ("real_name", "nhs_number", "date_of_birth", "contact_to", "Canary", NUMBER):
        assert name not in kept


@pytest.mark.parametrize("missing", [{"why": ""}, {"why": " "}, {"show": []}])
def test_without_a_reason_or_a_question_nothing_is_shown(missing, building, sign_in):
    answer = sign_in(building.cleo).post(at(building.mia, "show/"), ASKED | missing)
    assert answer.status_code == 200
    assert not holds_a_value(answer)
    assert b"nhsuk-error" in answer.content


@pytest.mark.parametrize("who", ["mia", "max", "kit", "pat", "edie", "sam", "zed", "gil", "clara"])
@pytest.mark.parametrize("page", ["", "show/", "fill/"])
def test_for_everybody_else_the_page_is_absent(who, page, building, sign_in):
    client = sign_in(getattr(building, who))
    absent = client.get("/nothing-here/at-all/").content
    for method in (client.get, client.post):
        answer = method(at(building.mia, page))
        assert (answer.status_code, answer.content) == (404, absent)


def test_somebody_of_whom_nothing_is_kept_is_filled_in_and_told_of_a_number_twice(building, sign_in):
    client = sign_in(building.cleo)
    assert b"Not kept" in client.get(at(building.max)).content
    answer = client.post(at(building.max, "fill/"), {"nhs_number": NUMBER, "how": ""}, follow=True)
    assert b"kept for somebody else too" in answer.content
    assert answer.redirect_chain[-1][0] == at(building.max, "same-number/")
    assert b"mia" not in answer.content
    shown = client.post(at(building.max, "same-number/"), {"why": "Ambulance on its way"})
    assert b"<li>mia</li>" in shown.content
    assert not holds_a_value(answer)
    assert not holds_a_value(shown)


def test_the_manager_reads_who_looked_and_never_what_they_saw(building, sign_in):
    sign_in(building.cleo).post(at(building.mia, "show/"), ASKED)
    answer = sign_in(building.sam).get("/reveals/")
    for told in ("cleo", "mia", "Ambulance on its way", "Real name"):
        assert told.encode() in answer.content
    assert not holds_a_value(answer)


@pytest.mark.parametrize("who", ["mia", "cleo", "pat", "zed", "gil", "clara"])
def test_nobody_else_reads_that_list(who, building, sign_in):
    assert sign_in(getattr(building, who)).get("/reveals/").status_code == 404


def test_members_change_how_they_may_be_reached(building, sign_in):
    client = sign_in(building.mia)
    assert client.post("/you/contact/", {"how": "text", "contact_to": "07700 900123"}).status_code == 302
    told = vault.reveal(person=building.mia, fields=["contact"], why="Asked", by=building.cleo)
    assert list(told.values()) == ["Text message: 07700 900123"]
    assert b"07700" not in client.get("/you/contact/").content


def test_a_clinicians_page_of_a_member_leads_there(building, sign_in):
    link = at(building.mia).encode()
    assert link in sign_in(building.cleo).get(f"/people/{building.mia.ref}/").content
    assert link not in sign_in(building.pat).get(f"/people/{building.mia.ref}/").content
