"""Rules out to a file and in again: the same rules, no formula, and every bad line named."""

import csv
import io
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from risk_jobs.words import actions, exchange
from risk_jobs.words.models import Rule, RuleVersion
from risk_jobs.words.states import State
from tests.unit.words.conftest import TEXT, text


def everything():
    return Rule.objects.select_related("service").prefetch_related("versions")


@pytest.mark.parametrize("form", [exchange.as_csv, exchange.as_json])
def test_what_goes_out_comes_in_again_as_the_same(form, draft, building):
    out = form(everything()).encode()
    same = exchange.bring_in(content=out, by=building.cleo)
    assert (same.made, same.wrong, same.same) == ([], [], Rule.objects.count())
    Rule.objects.filter(pk=draft.rule.pk).delete()
    again = exchange.bring_in(content=out, by=building.cleo)
    [made] = again.made
    assert (made.text, made.state, made.created_by) == (TEXT, State.DRAFT, building.cleo)


def test_no_cell_of_the_csv_runs_in_a_spreadsheet(building):
    evil = text(Zorbing='=HYPERLINK("https://evil.example")', Cleo="@SUM(1)")
    evil = evil.replace("name: =HYPERLINK", "name: '=HYPERLINK").replace('example")', "example\")'", 1)
    actions.start_rule(
        text=evil.replace("owner: @SUM(1)", "owner: '@SUM(1)'"), service=None, by=building.cleo
    )
    cells = [cell for row in csv.reader(io.StringIO(exchange.as_csv(everything()))) for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@given(st.text(max_size=40))
def test_a_neutralised_cell_means_the_same_when_it_comes_back(cell):
    assert exchange._as_meant(exchange.neutral(cell)) == cell


def test_bad_lines_are_named_and_the_good_ones_come_in(building):
    rows = [
        {"id": "purging.zorb", "text": TEXT},
        {"id": "purging.blip", "text": "id: purging.blip\nname: ["},
        {"id": "purging.other", "text": text(zorb="blip")},
        {"id": "purging.blip"},
        "nonsense",
    ]
    outcome = exchange.bring_in(content=json.dumps(rows).encode(), by=building.cleo)
    assert [version.rule.name_id for version in outcome.made] == ["purging.zorb"]
    assert [one.split(":")[0] for one in outcome.wrong] == ["Rule 2", "Rule 3", "Rule 4", "Rule 5"]


def test_a_bad_line_of_a_csv_is_named_by_its_line_in_the_file(building):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([["id", "text"], ["purging.zorb", TEXT], ["purging.blip", "not a rule"]])
    outcome = exchange.bring_in(content=out.getvalue().encode(), by=building.cleo)
    line = 2 + TEXT.count("\n") + 1
    assert len(outcome.made) == 1
    assert outcome.wrong[0].startswith(f"Line {line}: ")


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"{", b"[[[[" * 20_000, b"{}", b'{"rules": 1}', b"a,b\n1,2\n", b'id,text\n"x', b"\x00,\x00\n",
     b"x" * (exchange.LARGEST + 1)],
)  # fmt: skip
def test_a_file_that_is_none_is_answered_with_a_sentence(content, building, sign_in):
    before = RuleVersion.objects.count()
    file = SimpleUploadedFile("rules.csv", content)
    answer = sign_in(building.cleo).post("/desk/words/upload/", {"file": file})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert RuleVersion.objects.count() == before


def test_nothing_that_comes_in_goes_live_or_into_another_service(building, dora):
    rows = [{"id": "purging.zorb", "text": TEXT, "service": "talking-therapies"}]
    outcome = exchange.bring_in(content=json.dumps(rows).encode(), by=building.cleo)
    assert outcome.wrong == ["Rule 1: you do not write rules for the service it names"]
    for who in (building.pat, building.mia):
        with pytest.raises(PermissionDenied):
            exchange.bring_in(content=b"[]", by=who)


def test_a_rule_of_another_service_is_not_told_by_an_upload(building):
    draft = actions.start_rule(text=TEXT, service=building.eating_disorders, by=building.cleo)
    rows = [{"id": "purging.zorb", "text": text(zorbed="zorped")}]
    outcome = exchange.bring_in(content=json.dumps(rows).encode(), by=building.clara)
    assert outcome.made == []
    assert len(outcome.wrong) == 1
    assert draft.rule.versions.count() == 1
