"""The clinicians' search in depth: what is counted is what is shown, what is opened or taken out is written down."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.messages import actions as messages
from community.people.models import AuditEntry
from community.rooms import actions as rooms
from community.rooms.models import Post
from community.utterances.models import Kind, Utterance
from search import exporting, likeness
from search.backends.base import Query
from search.queries import said_for_clinicians
from search.terms import parse

WHY = {"why": "The ward asks"}


@pytest.fixture
def desk(building, sign_in):
    return sign_in(building.cleo)


def found(client, **asked):
    return client.post("/desk/search/", WHY | asked, follow=True)


def narrow(client, page, **answers):
    return client.post(f"{page.request['PATH_INFO']}narrow/", answers, follow=True)


def test_what_is_counted_is_what_is_shown(building, say, desk):
    for number in range(23):
        say(building.mia if number % 2 else building.robin, building.harbour, f"kettle {number}", title="T")
    say(building.max, building.lantern, "kettle elsewhere", title="T")
    gone = say(building.mia, building.harbour, "kettle gone", title="T")
    rooms.delete(post=Post.objects.get(pk=gone.source_id), by=building.mia)
    page = found(desk, q="kettle")
    counts = page.context["results"].counts
    assert (counts.total, counts.complete) == (25, True)
    shown, address = len(page.context["results"].found), page.context["older"]
    while address:
        page = desk.get(f"{page.request['PATH_INFO']}{address}")
        shown, address = shown + len(page.context["results"].found), page.context["older"]
    assert shown == 25
    by = {facet.name: {one.label: one.count for one in facet.options} for facet in counts.facets}
    assert by["room"] == {"Harbour": 24, "Lantern": 1}
    assert by["author"] == {"mia": 12, "robin": 12, "max": 1}
    for name in by:
        for one in next(facet for facet in counts.facets if facet.name == name).options:
            narrowed = narrow(desk, page, **{name: one.value}).context["results"].counts
            assert narrowed.total == one.count, (name, one)


def test_another_service_is_neither_found_nor_counted(building, say, sign_in):
    say(building.mia, building.harbour, "kettle", title="T")
    counts = found(sign_in(building.clara), q="kettle").context["results"].counts
    assert (counts.total, counts.facets) == (0, [])


def test_texts_in_no_room_are_found_by_those_who_may_read_them_there(building, desk, sign_in):
    messages.start_with_team(
        service=building.eating_disorders, subject="Kettles", body="My kettle is broken", by=building.mia
    )
    page = found(desk, q="kettle")
    assert {one.utterance.kind for one in page.context["results"].found} == {Kind.MESSAGE, Kind.SUBJECT}
    assert page.context["results"].counts.total == 2
    assert found(sign_in(building.clara), q="kettle").context["results"].found == []


def test_what_was_said_about_somebody_is_neither_found_nor_counted_for_them(building, desk, sign_in):
    Utterance.objects.create(
        kind=Kind.POST, source_id=9_999, author=building.mia, room=building.harbour, text="kettle, said of Pat",
        service=building.eating_disorders, not_for=building.pat,
    )  # fmt: skip
    for person, texts in ((building.cleo, 1), (building.pat, 0)):
        results = found(sign_in(person), q="kettle").context["results"]
        assert (len(results.found), results.counts.total) == (texts, texts)


def test_an_opened_text_is_in_the_audit_log_with_the_reason_of_the_search(building, say, desk, sign_in):
    said = say(building.mia, building.harbour, "The kettle sings", title="T")
    page = found(desk, q="kettle")
    where = f"{page.request['PATH_INFO']}{said.ref}/"
    assert where in page.content.decode()
    opened = desk.get(where).content.decode()
    assert "The <mark>kettle</mark> sings" in opened
    entry = AuditEntry.objects.get(did="opened a hit")
    assert (entry.who, entry.what, entry.why) == ("cleo", f"utterance:{said.ref}", "The ward asks")
    other = sign_in(building.clara)
    theirs = found(other, q="kettle").request["PATH_INFO"]
    assert other.get(f"{theirs}{said.ref}/").status_code == 404
    assert other.get(where).status_code == 404
    assert AuditEntry.objects.filter(did="opened a hit").count() == 1


def test_more_like_this(building, say, desk):
    mine = say(building.mia, building.harbour, "My landlord cut the heating, the radiators freeze", title="T")
    close = say(building.max, building.lantern, "Freezing radiators and no landlord in sight", title="T")
    say(building.max, building.lantern, "A good day today", title="T")
    page = narrow(desk, found(desk, q="heating"), like=str(mine.ref), q="")
    assert [one.utterance.ref for one in page.context["results"].found] == [close.ref]
    assert "Texts like this one" in page.content.decode()


def test_the_longest_search_has_room_in_the_audit_log_with_whom_and_what_it_was_narrowed_to(
    building, say, desk
):
    mine = say(building.mia, building.harbour, "My landlord cut the heating, the radiators freeze", title="T")
    found(desk, q="radiators " * 19, author="mia", like=str(mine.ref))
    entry = AuditEntry.objects.get(did="searched")
    entry.full_clean(validate_unique=False)  # PostgreSQL minds the length of a column, SQLite does not
    assert entry.what.startswith("search:radiators radiators ")
    assert entry.what.endswith(f" author:{building.mia.ref} like:{mine.ref}")


def test_like_a_text_one_may_not_know_of_finds_nothing(building, say, sign_in):
    mine = say(building.mia, building.harbour, "My landlord cut the heating, the radiators freeze", title="T")
    say(building.kit, building.kitchen, "Freezing radiators and no landlord in sight", title="T")
    clara = sign_in(building.clara)
    page = found(clara, like=str(mine.ref))
    assert page.context["results"].found == []
    assert "landlord" not in page.content.decode()


def test_the_file_says_what_was_found_runs_nothing_and_is_written_down(building, say, desk):
    say(building.mia, building.harbour, '=HYPERLINK("https://evil.example") kettle', title="T")
    say(building.max, building.lantern, "-2+3 kettle", title="T")
    where = f"{found(desk, q='kettle').request['PATH_INFO']}export/"
    assert "Say why you need the file" in desk.post(where, {"reason": ""}).content.decode()
    answer = desk.post(where, {"reason": "For the coroner"})
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == exporting.HEAD
    assert [(row[2], row[4]) for row in rows[1:]] == [("Lantern", "max"), ("Harbour", "mia")]
    assert not [cell for row in rows for cell in row if cell.startswith(exporting.BEGINS_A_FORMULA)]
    entry = AuditEntry.objects.get(did__startswith="exported")
    assert (entry.did, entry.why) == ("exported 2 texts of a search", "For the coroner")


@given(st.text(max_size=30))
def test_no_cell_is_taken_for_a_formula(cell):
    assert not exporting.harmless(cell).lstrip(" ").startswith(exporting.BEGINS_A_FORMULA)
    assert cell in exporting.harmless(cell)


@pytest.mark.parametrize("text", ["", "I am so so so", "!!!", "🔪", "it is what it is"])
def test_a_text_that_tells_nothing_is_like_no_other(text):
    assert likeness.like(text) is None


def test_a_name_in_a_facet_cannot_widen_the_search(building, say, desk):
    say(building.kit, building.kitchen, "kettle", title="T")
    page = found(desk, q="kettle")
    for answers in ({"room": "kitchen"}, {"service": "talking-therapies"}, {"month": "2026-99"}, {"kind": "\x00"},
                    {"like": "nonsense"}, {"author": "x" * 99}, {"month": "0001-01"}):  # fmt: skip
        answer = narrow(desk, page, **answers)
        assert answer.status_code == 200
        results = answer.context["results"]
        assert results is None or results.found == [], answers


def test_the_number_of_statements_does_not_grow_with_what_is_found(
    building, say, django_assert_max_num_queries
):
    for number in range(12):
        say(building.mia, building.harbour, f"kettle {number}", title="T")
    with django_assert_max_num_queries(17):
        results = said_for_clinicians(building.cleo, Query(frozenset(), parse("kettle")), why="a look")
    assert len(results.found) == 12
    assert not re.search("kettle", str(results.older))
