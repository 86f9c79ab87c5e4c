"""Context lowers or raises with a named cue; it never makes a hit disappear."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from risk_jobs.screening.judge import Hit
from risk_jobs.screening.pack import starter_judge
from tests.unit.screening.rules_for_tests import judge_of
from tests.unit.utterances.texts import TEXTS

PURGE = judge_of("purge")


def read(text: str) -> Hit:
    """The one hit of the rule for “purge”, a P2 act."""
    (only,) = PURGE.verdict(text).hits
    return only


@pytest.mark.parametrize(
    ("text", "priority", "cue"),
    [
        ("I have been purging", 2, None),
        ("Purged again.", 2, None),
        ("relapse with the p*rging, twice today", 2, None),
        ("p u r g e d after tea, with the radio on", 2, None),
        ("the talk about purging is on again tonight", 4, "topic"),
        ("asking for a friend, is it bad if you purge every day. I do", 2, None),
        ("I haven't purged for a month", 3, "negated"),
        ("I havent purged or cut", 3, "negated"),
        ("I have never purged", 4, "never"),
        ("I used to purge years ago", 4, "long_ago"),
        ("I purged last month", 3, "a_while_ago"),
        ("my daughter purges", 3, "someone_else"),
        ("do you purge?", 4, "you"),
        ("the leaflet on purging", 4, "topic"),
        ("I read an article about purging", 4, "media"),
        ("> I purged today\n\nthank you for telling us", 4, "quoted_block"),
        ('my sister said "I purged today" to me', 3, "quoted_person"),
        ('"I purged today" came on in the pub', 4, "quoted"),
        ("what happens if I purge", 3, "hypothetical"),
        ("I have the urge to purge", 3, "urge"),
    ],
)
def test_each_cue_is_named_and_does_what_it_says(text: str, priority: int, cue: str | None) -> None:
    hit = read(text)
    assert hit.priority == priority
    assert cue in [c.name for c in hit.cues] or (cue is None and not hit.cues)


@pytest.mark.parametrize(
    "text",
    [
        "I can't stop purging",
        "I haven't stopped purging",
        "not gonna lie I purged",
        "I don't know how to stop purging",
        "I am not okay. I purged",
        "I couldn't cope, I purged",
        "I don't care, I purged",
        "I wasn't brave but I purged",
        "I used to purge years ago and last night I purged",
    ],
)
def test_the_traps_of_negation_suppress_no_alarm(text: str) -> None:
    assert min(h.priority for h in PURGE.verdict(text).hits) == 2


def test_losing_control_raises_where_a_rule_says_so() -> None:
    judge = judge_of("purge", priority="3", context="{cannot_stop: raise}")
    assert judge.verdict("I can't stop purging").priority == 2
    assert judge.verdict("I purge").priority == 3


def test_a_rule_may_keep_what_context_would_lower() -> None:
    judge = judge_of("purge", context="{someone_else: keep, negated: keep}")
    assert judge.verdict("my daughter hasn't stopped, she purges").priority == 2


def test_another_persons_denial_is_for_search_only() -> None:
    assert read("my daughter hasn't purged").priority == 4


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_a_hit_stays_a_hit_whatever_stands_around_it(raw: str) -> None:
    text = f"{raw}. I purged. {raw}"
    assert any(h.base_priority == 2 for h in PURGE.verdict(text).hits)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_judge_and_every_span_lies_within_it(raw: str) -> None:
    for hit in starter_judge().verdict(raw).hits:
        assert hit.spans
        assert all(0 <= a < b <= len(raw) for a, b in hit.spans)
        assert 1 <= hit.priority <= 4


@pytest.mark.parametrize(
    "text", ["> I purged today", "[quote]I purged today[/quote]", "<blockquote>I purged today</blockquote>"]
)
def test_a_quotation_with_nothing_beside_it_is_read_as_said(text):
    assert starter_judge().verdict(text).priority == 2


@pytest.mark.parametrize("beside", ["this", "me rn", "same here honestly", "literally me tonight"])
def test_a_quotation_that_its_author_agrees_with_is_read_as_said(beside: str) -> None:
    assert starter_judge().verdict(f"> I purged today\n\n{beside}").priority == 2
