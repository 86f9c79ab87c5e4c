"""The workbench as clinicians use it: without JavaScript, with what they typed kept, and only by those who may."""

import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from community.people.models import AuditEntry
from community.utterances.models import Kind as Said
from risk_jobs.screening.rules import EFFECTS, TOPICS
from risk_jobs.words import actions, builder, live, text_form
from risk_jobs.words.models import Rule, RuleVersion
from risk_jobs.words.states import State
from search import asking
from search.models import AskedOn
from tests.searching import look_at
from tests.unit.words.conftest import TEXT, text

FORM = {
    "id": "purging.blip", "name": "Blipping", "topic": "purging", "priority": "2", "reads": "act", "owner": "Cleo",
    "review": "2027-06-30", "rationale": "Heard in the room.", "any_0": "blipped", "any_1": '"been blipping"~2',
    "must_match_0": "I blipped again", "must_match_1": "been blipping", "must_match_2": "blipped",
    "must_not_match_0": "hello", "must_not_match_1": "a nice day", "must_not_match_2": "I had tea",
    "why": "New word", "do": "save",
}  # fmt: skip


def test_the_list_shows_every_rule_and_filters(draft, building, sign_in):
    client = sign_in(building.cleo)
    assert client.get("/desk/words/").content.count(b'scope="row"') == 25
    page = look_at(client, "/desk/words/?q=zorb").content.decode()
    assert "Zorbing" in page
    assert "Draft, version 1" in page
    for asked, there in [("q=zorbing", True), ("topic=suicide", False), ("topic=purging&q=zorb", True),
                         ("state=draft", True), ("state=live", False), ("service=whole&q=zorb", True),
                         ("service=eating-disorders", False), ("owner=cleo", True),
                         ("review=on", False), ("state=nonsense&q=zorb", False)]:  # fmt: skip
        found = look_at(client, f"/desk/words/?{asked}").content.decode()
        assert ("Zorbing" in found) == there, asked


def test_a_rule_written_in_the_form_is_a_draft_whose_text_says_the_same(building, sign_in):
    answer = sign_in(building.cleo).post("/desk/words/new/", FORM)
    version = RuleVersion.objects.get(rule__name_id="purging.blip")
    assert answer["Location"] == version.rule.get_absolute_url()
    assert (version.state, version.created_by, version.why) == (State.DRAFT, building.cleo, "New word")
    rule = text_form.check(version.text, 1, live.current().lists)
    assert rule.written == ("blipped", '"been blipping"~2')
    page = sign_in(building.cleo).get(answer["Location"]).content.decode()
    assert page.count("✓ Yes") == 6
    assert "Another clinician has to publish this" in page


def test_add_another_gives_one_more_line_and_keeps_what_was_typed(building, sign_in):
    page = sign_in(building.cleo).post("/desk/words/new/", FORM | {"add": "any", "name": "<b>Half"})
    seen = page.content.decode()
    assert 'name="any_2"' in seen
    assert 'value="&quot;been blipping&quot;~2"' in seen
    assert "&lt;b&gt;Half" in seen
    assert "Error:" not in seen
    assert not RuleVersion.objects.filter(rule__name_id="purging.blip").exists()


def test_a_mistake_in_the_form_names_its_character_and_keeps_what_was_typed(building, sign_in):
    page = sign_in(building.cleo).post("/desk/words/new/", FORM | {"any_1": "blip near/5"}).content.decode()
    assert "Character 12, at the end: a word or phrase is missing at the end." in page
    assert 'value="blip near/5"' in page
    assert 'href="#id_any_1"' in page


def test_a_mistake_in_the_text_is_pointed_at(building, sign_in):
    wrong = TEXT.replace("  - zorbed", "  - (zorbed or")
    page = sign_in(building.cleo).post("/desk/words/new/", {"as": "text", "text": wrong, "why": "x"})
    seen = page.content.decode()
    assert "Line 10, character" in seen
    assert "  - (zorbed or\n" in seen
    assert " ^</pre>" in seen
    assert "name: Zorbing" in seen


def test_checking_shows_what_each_example_gives_and_saves_nothing(building, sign_in):
    wrong = FORM | {"do": "check", "must_match_2": "nothing of the kind", "why": ""}
    page = sign_in(building.cleo).post("/desk/words/new/", wrong).content.decode()
    assert page.count("✓ Yes") == 5
    assert page.count("✗ No") == 1
    assert not RuleVersion.objects.filter(rule__name_id="purging.blip").exists()


def test_the_form_and_the_text_of_every_starter_rule_are_the_same_rule(building):
    for version in RuleVersion.objects.filter(rule__kind="rule").select_related("rule"):
        entry = text_form.fields_of(version.text)
        again = _through_the_form(entry)
        before = text_form.check(version.text, 1, live.current().lists)
        assert text_form.check(text_form.write(again), 1, live.current().lists) == before, (
            version.rule.name_id
        )


def _through_the_form(entry):
    initial, counts = builder.initial_of(entry)
    data = {name: value for name, value in initial.items() if value not in (None, [])}
    form = builder.RuleForm(data, initial=initial, rooms=[], rows=counts)
    assert form.is_valid(), form.errors
    return form.entry()


words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60).map(
    lambda said: " ".join(said.split())
).filter(bool)  # fmt: skip
expressions = st.sampled_from(
    ["zorb", "=zorbed", '"been zorbing"~2', "zorb*", "zorb near/5 blip", "(a or b) and c", "emoji:knife",
     "concept:again", '"tea|coffee again?"', "a then/3 b", "nein", "no", "on", "2027", "0x1f", "1e3"]
)  # fmt: skip
examples = st.lists(
    st.one_of(words, st.tuples(st.sampled_from(["P1", "P2", "P3", "P4"]), words).map(lambda p: {p[0]: p[1]})),
    min_size=3,
    max_size=6,
)
entries = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["purging.x", "suicide.no_1"]), "name": words, "topic": st.sampled_from(TOPICS),
        "priority": st.integers(1, 4), "reads": st.sampled_from(["act", "said", "scene", "mention"]),
        "owner": words, "review": st.dates().map(str), "rationale": words,
        "any": st.lists(expressions, min_size=1, max_size=5),
        "unless": st.lists(st.one_of(expressions, st.just("frame:cutting")), max_size=3),
        "context": st.dictionaries(st.sampled_from([cue for cue, _ in builder.CUES]), st.sampled_from(EFFECTS)),
        "must_match": examples, "must_not_match": examples,
    },
    optional={
        "kinds": st.lists(st.sampled_from(Said.values), unique=True, min_size=1),
        "with": expressions, "within": st.integers(0, 99), "hour": st.sampled_from(["22–06", "9 to 17"]),
    },
)  # fmt: skip


@hypothesis(max_examples=60)
@given(entries)
def test_form_to_text_to_form_is_the_same(entry):
    text_of_it = text_form.write(entry)
    assert text_form.fields_of(text_of_it) == {k: v for k, v in entry.items() if v not in ([], {})}
    first, counts = builder.initial_of(text_form.fields_of(text_of_it))
    again = _through_the_form(entry)
    assert builder.initial_of(text_form.fields_of(text_form.write(again))) == (first, counts)


def test_publishing_on_the_page_is_for_the_second_clinician(draft, building, dora, sign_in):
    address = f"{draft.rule.get_absolute_url()}1/publish/"
    form = {"why": "We all hear it", "edits": "0"}
    assert sign_in(building.cleo).post(address, form).status_code == 403
    assert sign_in(building.pat).post(address, form).status_code == 403
    assert b"Publish version 1" not in sign_in(building.cleo).get(draft.rule.get_absolute_url()).content
    client = sign_in(dora)
    assert b"Publish version 1" in client.get(draft.rule.get_absolute_url()).content
    assert client.post(address, {"edits": "0"}).status_code == 200  # no reason given
    assert client.post(address, form | {"edits": "7"}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    client.post(address, form)
    draft.refresh_from_db()
    assert (draft.state, draft.published_by) == (State.LIVE, dora)


def test_publishing_with_failing_examples_says_which(building, dora, sign_in):
    wrong = TEXT.replace("the weather is fine", "I zorbed again")
    draft = actions.start_rule(text=wrong, service=None, by=building.cleo)
    address = f"{draft.rule.get_absolute_url()}1/publish/"
    answer = sign_in(dora).post(address, {"why": "x", "edits": "0"})
    assert answer.status_code == 409
    assert "should not match “I zorbed again”" in answer.content.decode()


def test_a_rule_of_one_service_does_not_exist_for_another(building, sign_in):
    draft = actions.start_rule(text=TEXT, service=building.eating_disorders, by=building.cleo)
    address = draft.rule.get_absolute_url()
    client = sign_in(building.clara)
    absent = client.get("/nothing-here/at-all/").content
    for rest in ("", "draft/", "1/edit/", "1/try/", "compare/?old=1&new=1"):
        answer = client.get(address + rest)
        assert (answer.status_code, answer.content) == (404, absent), rest
    for rest in ("1/publish/", "1/retire/", "1/shadow/", "1/read-back/"):
        assert client.post(address + rest).status_code == 404, rest
    assert b"Zorbing" not in client.get("/desk/words/").content
    assert b"Zorbing" not in client.get("/desk/words/download/json/").content


def test_a_moderator_reads_and_tries_and_does_not_write(draft, building, sign_in):
    client = sign_in(building.pat)
    assert client.get(draft.rule.get_absolute_url()).status_code == 200
    assert client.get("/desk/words/try/").status_code == 200
    for address in ("/desk/words/new/", "/desk/words/upload/", f"{draft.rule.get_absolute_url()}draft/",
                    f"{draft.rule.get_absolute_url()}1/edit/"):  # fmt: skip
        assert client.get(address).status_code == 403, address


def test_trying_a_text_shows_every_reason(draft, building, sign_in):
    client = sign_in(building.cleo)
    address = f"{draft.rule.get_absolute_url()}1/try/"
    page = client.post(address, {"text": "I haven't z0rbed for a month. I have been purging again."})
    seen = page.content.decode()
    assert "rule <strong>Zorbing</strong>, version 1, kept by Cleo" in seen
    assert "Negated" in seen
    assert "Other rules" in seen
    nothing = client.post(address, {"text": "The kettle is on."}).content.decode()
    assert "It does not find its words here" in nothing


def test_trying_says_which_frame_kept_a_rule_from_hitting(building, sign_in):
    rule = Rule.objects.get(name_id="self_harm.act")
    page = sign_in(building.cleo).post(
        f"{rule.get_absolute_url()}1/try/", {"text": "I have been cutting myself a slice of cake again"}
    )
    assert "frame:" in page.content.decode()


def test_what_is_tried_is_kept_nowhere(building, sign_in):
    from community.utterances.models import Utterance

    before = Utterance.objects.count()
    sign_in(building.cleo).post("/desk/words/try/", {"text": "I want to kill myself tonight"})
    assert Utterance.objects.count() == before


def test_a_search_becomes_a_draft_rule_with_its_words_filled_in(building, sign_in):
    client = sign_in(building.cleo)
    asked = {"why": "Looking back", "q": 'purging "after dinner" laxat* -leaflet'}
    found = client.post("/desk/search/", asked, follow=True).content.decode()
    [address] = set(re.findall(r"/desk/words/new/\?search=\w+", found))
    page = client.get(address).content.decode()
    assert 'value="purging and &quot;after dinner&quot; and laxat*"' in page
    assert 'value="leaflet"' in page


@pytest.mark.parametrize("typed", ['"', "-", "***", "a|b (", "self-harm", "emoji:x", "x" * 300, "=1+1"])
def test_whatever_was_searched_for_fills_a_form_that_can_be_shown(typed, building, sign_in):
    client = sign_in(building.cleo)
    kept = asking.ask(questions={"q": typed, "why": "x"}, page=AskedOn.DESK, by=building.cleo)
    assert client.get("/desk/words/new/", {"search": kept.ref}).status_code == 200
    assert client.get("/desk/words/new/", {"search": typed}).status_code == 200


def test_nobody_makes_a_rule_of_what_another_searched_for(building, dora, sign_in):
    kept = asking.ask(questions={"q": "zqkettle"}, page=AskedOn.DESK, by=building.cleo)
    assert b"zqkettle" not in sign_in(dora).get("/desk/words/new/", {"search": kept.ref}).content


def test_two_who_edit_one_draft_do_not_overwrite_each_other(draft, building, dora, sign_in):
    address = f"{draft.rule.get_absolute_url()}1/edit/"
    mine = {"as": "text", "text": text(zorbed="zorped"), "why": "typo", "edits": "0", "do": "save"}
    assert sign_in(building.cleo).post(address, mine).status_code == 302
    late = sign_in(dora).post(address, mine | {"text": text(zorbed="zorbt")})
    assert "Nothing of yours was saved" in late.content.decode()
    draft.refresh_from_db()
    assert "zorped" in draft.text


def test_a_comparison_shows_what_changed(draft, building, dora, sign_in):
    actions.publish(versions=[draft], by=dora)
    actions.start_draft(
        rule=draft.rule, text=text(zorbed="<zorp>").replace("  - <zorp>", "  - zorp"), by=dora
    )
    page = sign_in(building.cleo).get(f"{draft.rule.get_absolute_url()}compare/?old=1&new=2").content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    assert "&lt;zorp&gt;" in page
    for wrong in ("", "?old=1", "?old=x&new=1", "?old=1&new=99", "?old=" + "9" * 40 + "&new=1"):
        assert (
            sign_in(building.cleo).get(f"{draft.rule.get_absolute_url()}compare/{wrong}").status_code == 404
        )


def test_lists_are_changed_as_text(building, sign_in):
    rule = Rule.objects.get(kind="concepts")
    client = sign_in(building.cleo)
    page = client.get(f"{rule.get_absolute_url()}draft/")
    assert b"<textarea" in page.content
    changed = rule.versions.get().text + "\nnewname: [zorb]\n"
    form = {"as": "text", "text": changed, "why": "new", "do": "save"}
    assert client.post(f"{rule.get_absolute_url()}draft/", form).status_code == 302
    assert rule.versions.count() == 2
    for broken in ("a: [\n", "x: 1", "[" * 9_000, "a: {b: [c]}", "just words"):
        answer = client.post(f"{rule.get_absolute_url()}draft/", form | {"text": broken})
        assert answer.status_code == 200, broken
        assert "Error:" in answer.content.decode(), broken


def test_every_publish_retire_and_download_is_in_the_audit_log(draft, building, dora, sign_in):
    client = sign_in(dora)
    client.post(f"{draft.rule.get_absolute_url()}1/publish/", {"why": "yes", "edits": "0"})
    address = f"{draft.rule.get_absolute_url()}1/retire/"
    client.post(address, {"why": "no longer said"})
    assert b"until another clinician agrees" in client.get(draft.rule.get_absolute_url()).content
    assert client.post(address, {"why": "and once more"}).status_code == 403
    sign_in(building.cleo).post(address, {"why": "I agree"})
    client.get("/desk/words/download/csv/")
    done = AuditEntry.objects.filter(who=dora.handle).exclude(did="appointed").values_list("did", "why")
    assert list(done) == [
        ("rule published", "yes"),
        ("rule asked to retire", "no longer said"),
        ("downloaded the rules", ""),
    ]
