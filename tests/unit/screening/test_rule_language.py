"""What clinicians write, and what it finds."""

from __future__ import annotations

import pytest

from community.utterances.stems import beginnings, stem
from risk_jobs.screening.language import MistakeInRule, read_clause
from risk_jobs.screening.rules import BadRule, read_rules
from tests.unit.screening.rules_for_tests import EXAMPLES, hit, judge_of, rule_yaml


@pytest.mark.parametrize(
    ("looks_for", "text"),
    [
        ("purge", "she purges"),
        ("purge", "purging"),
        ("throw", "I threw it"),
        ("=purge", "to purge"),
        ("laxat*", "laxatives"),
        ('"made myself sick"', "I made myself sick"),
        ('"make sick"~1', "making myself sick"),
        ('"feel|felt very? sad"', "felt sad"),
        ('"take _ tablets"~0', "taking some tablets"),
        ("bread near/3 butter", "butter on the bread"),
        ("bread then/3 butter", "bread with butter"),
        ("bread and kettle", "bread. Much later a kettle."),
        ("kettle or (bread near/2 butter)", "kettle"),
        ("emoji:pill", "💊"),
        ("concept:laxative", "laxatives"),
        ('"concept:i cried"~2', "I've just cried"),
    ],
)
def test_each_operator_finds_what_it_says(looks_for: str, text: str) -> None:
    assert hit(looks_for, text)


@pytest.mark.parametrize(
    ("looks_for", "text"),
    [
        ("=purge", "purging"),
        ("art", "artist"),
        ('"made myself sick"', "made myself very sick"),
        ('"make sick"~1', "make myself so very sick"),
        ("bread near/1 butter", "bread with salted butter"),
        ("bread then/3 butter", "butter on bread"),
        ("bread and kettle", "bread"),
        ('"bread butter"~2', "I have bread. Butter is off."),
        ("emoji:pill", "pill"),
    ],
)
def test_no_operator_finds_more(looks_for: str, text: str) -> None:
    assert not hit(looks_for, text)


def test_all_regular_forms_of_a_word_share_a_stem_that_begins_them() -> None:
    for forms in (
        "purge purges purged purging",
        "cut cuts cutting",
        "starve starving starved",
        "carry carries carried carrying",
        "skip skips skipped skipping",
        "hate hates hated hating",
        "throw threw thrown throwing",
        "die dies died dying",
        "binge binged bingeing binging",
        "pass passes passed passing",
    ):
        words = forms.split()
        assert len({stem(w) for w in words}) == 1, forms
        assert all(any(w.startswith(b) for b in beginnings(stem(words[0]))) for w in words)


@pytest.mark.parametrize(
    ("written", "column", "says"),
    [
        ("bread near butter", 6, "near"),
        ("(bread or butter", 16, "bracket"),
        ("bread or", 8, "missing"),
        ("bread butter", 6, "left over"),
        ('""', 0, "empty"),
        ("br%ad", 0, "not one word"),
        ('"_ bread"~0', 0, "any word"),
        ("", 0, "nothing"),
        ('"a? b? c? d? e? f?"', 0, "optional"),
        ("(" * 200 + "a" + ")" * 200, 12, "deep"),
    ],
)
def test_a_mistake_is_named_with_its_place(written: str, column: int, says: str) -> None:
    with pytest.raises(MistakeInRule, match=says) as mistake:
        read_clause(written)
    assert abs(mistake.value.column - column) <= 1


def test_a_mistake_in_a_file_is_named_with_its_line() -> None:
    with pytest.raises(BadRule, match=r"line 10: test\.rule: a bracket"):
        read_rules(rule_yaml("(bread"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("topic: purging", "topic: cakes"), "topic"),
        (("priority: 2", "priority: 7"), "priority"),
        (("reads: act", "reads: tea"), "reads"),
        (("review: 2027-01-31", "review: soon"), "review"),
        (("owner: Tests", "keeper: Tests"), "keeper"),
        ((EXAMPLES, "must_match: [a, b]\n  must_not_match: [d, e, f]"), "at least 3"),
        (("rationale: for tests", "rationale: a\n  rationale: b"), "twice"),
        (("  any:", "  context: {negated: P9}\n  any:"), "P9"),
        (("  any:", "  unless: ['frame:nowhere']\n  any:"), "frame"),
        (("- id: test.rule", "- ix: test.rule"), "id"),
    ],
)
def test_a_rule_that_is_wrong_cannot_be_read(change: tuple[str, str], says: str) -> None:
    with pytest.raises(BadRule, match=says):
        read_rules(rule_yaml("bread").replace(*change))


def test_a_concept_that_nobody_wrote_is_refused() -> None:
    with pytest.raises(BadRule, match="weather"):
        judge_of("concept:weather")


def test_what_is_not_yaml_is_refused_with_its_line() -> None:
    with pytest.raises(BadRule, match="line"):
        read_rules("- id: a\n   name: [")


def test_unless_takes_away_only_the_match_that_it_covers() -> None:
    judge = judge_of("cut", unless="['\"cut the grass\"~1']")
    assert not judge.verdict("I cut all the grass").hits
    (only,) = judge.verdict("I cut the grass. Then I cut my arm").hits
    assert only.spans == ((24, 27),)


def test_with_asks_for_another_thing_nearby() -> None:
    judge = judge_of("bread", **{"with": "butter", "within": "3"})
    assert judge.verdict("bread and butter").hits
    assert not judge.verdict("bread and then a good long while later butter").hits


def test_a_rule_for_chat_or_for_a_room_stays_there() -> None:
    judge = judge_of("bread", kinds="[chat]", rooms="[kitchen]")
    assert judge.verdict("bread", kind="chat", room="kitchen").hits
    assert not judge.verdict("bread", kind="post", room="kitchen").hits
    assert not judge.verdict("bread", kind="chat").hits


@pytest.mark.parametrize(
    ("hour", "heard", "silent"), [("22–06", (22, 0, 5), (6, 12, 21)), ("9 to 17", (9, 16), (8, 17, 23))]
)
def test_an_hour_condition_holds_over_midnight_too(hour: str, heard: tuple, silent: tuple) -> None:
    judge = judge_of("bread", hour=hour)
    assert all(judge.verdict("bread", hour=h).hits for h in heard)
    assert not any(judge.verdict("bread", hour=h).hits for h in silent)


def test_an_unknown_hour_silences_no_rule() -> None:
    assert judge_of("bread", hour="22–06").verdict("bread").hits


@pytest.mark.parametrize("hour", ["night", "22", "25–06", "22–22", "0–24", "22–06–07"])
def test_an_hour_that_is_none_is_named_with_its_line(hour: str) -> None:
    with pytest.raises(BadRule, match="line"):
        read_rules(rule_yaml("bread", hour=hour))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bread, butter and a kettle", True),
        ("kettle. Then bread. Then jam.", True),
        ("bread and butter", False),
        ("bread and bread and bread", False),
        ("bread " + "word " * 30 + "butter " + "word " * 30 + "kettle", False),
    ],
)
def test_three_of_some_cues_make_a_scene_within_their_words(text: str, found: bool) -> None:
    assert hit("3 of/20 (bread, butter, kettle or pan, jam)", text) is found


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("2 of/20 bread", 8),
        ("3 of/20 (a, b)", 0),
        ("2 of/20 (a, b", 13),
        ("bread, butter", 5),
        ("bread near/ butter", 6),
    ],
)
def test_a_mistake_names_its_place(written: str, column: int) -> None:
    with pytest.raises(MistakeInRule) as mistake:
        read_clause(written)
    assert mistake.value.column == column


@pytest.mark.parametrize(("text", "found"), [("took 30 tablets", True), ("took twenty tablets", True),
                                             ("took 40mg tablets", True), ("took one tablet", False)])  # fmt: skip
def test_a_number_is_digits_or_a_word(text: str, found: bool) -> None:
    assert hit('"took # tablet"~0', text) is found
