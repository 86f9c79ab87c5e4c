"""The starter pack holds its own promises."""

from __future__ import annotations

from collections import Counter

import pytest

from risk_jobs.screening import pack
from risk_jobs.screening.judge import Judge
from risk_jobs.screening.pack import (
    failing_examples,
    live_judge,
    pack_version,
    starter_judge,
    starter_rules,
    use_live_judge,
)
from risk_jobs.screening.rules import TOPICS
from tests.unit.screening.rules_for_tests import judge_of


def test_every_example_of_every_starter_rule_holds() -> None:
    assert failing_examples(starter_judge()) == []


def test_the_pack_covers_every_topic_and_keeps_one_rule_for_search_in_each() -> None:
    topics = Counter(r.topic for r in starter_rules())
    assert set(topics) == set(TOPICS)
    assert sum(topics.values()) >= 30
    assert {r.topic for r in starter_rules() if r.priority == 4} == set(TOPICS)


def test_every_rule_says_who_owns_it_why_it_is_there_and_when_it_is_looked_at_again() -> None:
    for rule in starter_rules():
        assert rule.owner == "Starter pack"
        assert len(rule.rationale) > 20
        assert rule.review == "2027-06-30"


def test_the_stamp_is_stable_and_the_judge_is_compiled_once() -> None:
    assert starter_judge() is starter_judge()
    assert starter_judge().version == pack_version()
    assert pack_version() == pack_version.__wrapped__()


def test_a_rule_whose_example_fails_is_named() -> None:
    (first, *_) = failing_examples(judge_of("bread"))
    assert "test.rule should match" in first


def test_the_starter_pack_is_live_until_another_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "_live", [])
    assert live_judge() is starter_judge()
    other = Judge([], starter_judge().lexicon, "other-1")
    use_live_judge(lambda: other)
    assert live_judge() is other
    assert other.verdict("I purged").priority is None
