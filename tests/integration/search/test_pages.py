"""The two search pages, as a browser asks for them."""

import re

import pytest

from community.people.models import AuditEntry
from community.utterances.models import Utterance
from search import asking, tasks
from search.backends.base import NO_PRIORITY
from search.models import Asked, AskedOn


@pytest.fixture
def said(engine, mia, harbour, say):
    said = say(mia, harbour, "I have been <b>purging</b> again since Sunday", title="A long week")
    tasks.pay_index_debts()
    engine.settle()
    return said


def test_a_member_finds_it_marked_and_escaped(said, mia, sign_in):
    page = sign_in(mia).post("/search/", {"q": "purge"}, follow=True)
    html = page.content.decode()
    assert "I have been &lt;b&gt;<mark>purging</mark>&lt;/b&gt; again since Sunday" in html
    assert "Harbour: A long week" in html
    assert f"#post-{1}" in html


def test_no_word_stands_in_an_address(said, mia, cleo, sign_in):
    """Neither where the form leads, nor on the page of results, whose links go on from there."""
    for person, address, asked in (
        (mia, "/search/", {"q": "purge"}),
        (cleo, "/desk/search/", {"q": "purge", "why": "Looking back", "author": "mia"}),
    ):
        answer = sign_in(person).post(address, asked)
        assert re.fullmatch(rf"{address}[a-z0-9]{{12}}/", answer["Location"])
        page = sign_in(person).get(answer["Location"]).content.decode()
        assert "<mark>purging</mark>" in page
        links = re.findall(r'(?:href|action)="([^"]*)"', page)
        assert not [link for link in links if "purg" in link or "mia" in link]
    assert "<mark>" not in sign_in(mia).get("/search/?q=purging").content.decode()


def test_the_page_of_results_is_ones_own_and_is_gone_after_a_day(said, mia, robin, cleo, sign_in, later):
    where = sign_in(mia).post("/search/", {"q": "purge"})["Location"]
    assert sign_in(robin).get(where).status_code == 404
    assert sign_in(cleo).get(f"/desk{where}").status_code == 404
    assert sign_in(cleo).get(where).status_code == 404
    assert sign_in(mia).get(where).status_code == 200
    later(hours=25)
    assert sign_in(mia).get(where).status_code == 404
    assert asking.forget_old() == 1
    assert not Asked.objects.exists()


def test_what_was_asked_for_stands_sealed_in_its_row_and_opens_there_alone(mia):
    one = asking.ask(questions={"q": "Ashdown"}, page=AskedOn.ROOMS, by=mia)
    other = asking.ask(questions={"q": "kettle"}, page=AskedOn.ROOMS, by=mia)
    kept = Asked.objects.get(pk=one.pk)
    assert b"Ashdown" not in bytes(kept.sealed)
    assert kept.questions == {"q": "Ashdown"}
    kept.sealed = other.sealed
    assert kept.questions == {}


def test_only_the_newest_searches_of_somebody_are_kept(mia, robin):
    for number in range(asking.MOST_KEPT + 5):
        last = asking.ask(questions={"q": str(number)}, page=AskedOn.ROOMS, by=mia)
    asking.ask(questions={"q": "other"}, page=AskedOn.ROOMS, by=robin)
    kept = Asked.objects.filter(person=mia)
    assert (kept.count(), kept.latest("pk").ref) == (asking.MOST_KEPT, last.ref)


def page_of(client, **asked) -> str:
    """The page without what every page gets anew: the secret of its forms, the name of this search."""
    page = client.post("/search/", asked, follow=True).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|/search/\w{12}/', "", page)


def test_max_gets_the_page_he_would_get_were_it_never_said(said, max_, sign_in):
    his = sign_in(max_)
    asked, nothing = page_of(his, q="purging"), page_of(his, q="pirging")
    assert asked.replace("purging", "pirging") == nothing
    assert "harbour" not in asked.lower()


def test_a_room_that_is_not_ones_own_cannot_be_asked_for(said, max_, sign_in):
    page = page_of(sign_in(max_), q="purging", room="harbour")
    never = page_of(sign_in(max_), q="purging", room="harbxxr")
    assert page.replace("harbour", "harbxxr") == never


def test_a_clinician_says_why_first(said, cleo, sign_in):
    desk = sign_in(cleo)
    assert "Say why you are searching" in desk.post("/desk/search/", {"q": "purging"}).content.decode()
    assert not AuditEntry.objects.filter(did="searched").exists()
    page = desk.post("/desk/search/", {"q": "purging", "why": "The ward asks"}, follow=True).content.decode()
    assert "<mark>purging</mark>" in page
    assert 'value="The ward asks"' in page
    assert AuditEntry.objects.get(did="searched").why == "The ward asks"


@pytest.mark.parametrize("who", ["mia", "sam", "zed", "edie", "gil"])
def test_the_desk_search_is_absent_for_others(who, request, sign_in, engine):
    page = sign_in(request.getfixturevalue(who)).post("/desk/search/", {"q": "purging", "why": "curious"})
    assert page.status_code == 404


def test_nobody_searches_without_signing_in(client, db):
    assert client.get("/search/").status_code == 302
    assert client.get("/desk/search/").status_code in (302, 404)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "x" * 5000},
        {"q": "purging", "said_from": "2026-13-45"},
        {"said_from": "2026-03-02", "said_to": "2026-03-01"},
        {"said_from": "0001-01-01"},
        {"said_to": "9999-12-31"},
        {"q": "\x00", "author": "\x00"},
        {"kind": "handle"},
        {"author": "nobody-here"},
        {"q": '"*:*" OR _id:* {{7*7}} \\ AND NOT'},
    ],
)
def test_whatever_is_asked_a_page_answers(asked, said, mia, cleo, sign_in):
    hers, desk = sign_in(mia), sign_in(cleo)
    assert hers.post("/search/", asked, follow=True).status_code == 200
    assert desk.post("/desk/search/", asked | {"why": "The ward asks"}, follow=True).status_code == 200


def test_older_results_go_on_with_the_same_questions(engine, mia, harbour, say, sign_in):
    for number in range(25):
        say(mia, harbour, f"purging number{number}")
    Utterance.objects.update(priority=2)
    tasks.pay_index_debts()
    engine.settle()
    first = sign_in(mia).post("/search/", {"q": "purging", "room": "harbour"}, follow=True)
    assert first.content.decode().count("<mark>purging</mark>") == 20
    assert first.context["older"].endswith(f"-{NO_PRIORITY}"), "no address tells how urgent a text was found"
    second = sign_in(mia).get(f"{first.request['PATH_INFO']}{first.context['older']}")
    assert second.content.decode().count("<mark>purging</mark>") == 5
    assert second.context["older"] == ""


def test_the_page_says_when_search_is_behind(said, mia, sign_in, monkeypatch):
    from tests.integration.search.test_jobs import Dark

    monkeypatch.setattr("search.queries.backend", Dark)
    page = sign_in(mia).post("/search/", {"q": "purging"}, follow=True).content.decode()
    assert "Search is catching up: 0 texts, oldest 0 minutes." in page
    assert "<mark>purging</mark>" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"first", "second"}),
        ({"author": "robin"}, {"second"}),
        ({"author": "mia", "room": "lantern"}, set()),
        ({"said_from": "2026-03-02"}, {"second"}),
        ({"said_to": "2026-03-01"}, {"first"}),
        ({"said_from": "2026-03-01", "said_to": "2026-03-02", "room": "harbour"}, {"first", "second"}),
    ],
)
def test_the_form_narrows_by_author_room_and_day(asked, found, engine, building, sign_in):
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from community.rooms import actions

    for day, person, word in ((1, building.mia, "first"), (2, building.robin, "second")):
        at = datetime(2026, 3, day, 12, tzinfo=ZoneInfo("Europe/London"))
        actions.open_thread(room=building.harbour, title="T", body=f"purging {word}", by=person, now=at)
    tasks.pay_index_debts()
    engine.settle()
    page = sign_in(building.cleo).post(
        "/desk/search/", {"q": "purging", "why": "The ward asks"} | asked, follow=True
    )
    told = page.content.decode()
    assert {word for word in ("first", "second") if f"<mark>purging</mark> {word}" in told} == found
