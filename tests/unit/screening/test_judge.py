"""The verdict: what it carries, what it costs, when it gives up."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest

from risk_jobs.screening.judge import JudgeOverran
from risk_jobs.screening.pack import starter_judge
from tests.unit.screening.rules_for_tests import judge_of


@pytest.mark.parametrize(
    "raw",
    [
        "I've been c-u-t-t-i-n-g again",
        "been cuttin again",
        "ｃｕｔｔｉｎｇ again tonight",
        "cut\u200bting again tonight",
        "сutting again tonight",
        "CUTTING AGAIN TONIGHT",
        "cu&#116;<b>ting</b> again tonight",
    ],
)
def test_the_disguises_of_cutting_are_all_seen(raw: str) -> None:
    assert starter_judge().verdict(raw).priority == 2


@pytest.mark.parametrize(
    "raw", ["cutting the grass", "the artist's new art", "cake purging? no", "a cute cut"]
)
def test_harmless_words_are_no_flag(raw: str) -> None:
    assert not starter_judge().verdict(raw).flagged


def test_a_month_without_is_routine_and_never_dropped() -> None:
    verdict = starter_judge().verdict("I haven't purged for a month")
    assert (verdict.priority, verdict.severity, verdict.labels) == (3, "low", ["purging"])


def test_a_topic_is_for_search_only() -> None:
    verdict = starter_judge().verdict("the leaflet on purging was useful")
    assert (verdict.priority, verdict.flagged, verdict.labels, verdict.rules) == (4, False, [], [])


def test_the_matched_words_are_those_in_the_raw_text() -> None:
    raw = "<p>So… I&rsquo;ve been p.u.r.g.i.n.g 😔 again"
    hit = next(h for h in starter_judge().verdict(raw).hits if h.rule_id == "purging.act")
    assert [raw[a:b] for a, b in hit.spans] == ["p.u.r.g.i.n.g"]
    assert (hit.phrase, hit.view) == ("p.u.r.g.i.n.g", "joined")


def test_highlighted_and_plain_slices_put_together_are_the_raw_text() -> None:
    raw = "i  c u t  m y s e l f last n&iacute;ght 🔪e\u0301 and I purged"
    spans = sorted({s for h in starter_judge().verdict(raw).hits for s in h.spans})
    edges = [0, *(x for span in spans for x in span), len(raw)]
    ordered = sorted(edges)
    assert "".join(raw[a:b] for a, b in pairwise(ordered)) == raw
    assert len(spans) >= 2


def test_a_verdict_says_everything_in_json() -> None:
    told = json.loads(json.dumps(starter_judge().verdict("I haven't purged for a month").as_json()))
    assert told["flagged"] is True
    (hit,) = [h for h in told["hits"] if h["rule_id"] == "purging.act"]
    assert hit["cues"] == [{"name": "negated", "words": "haven't", "effect": "P3"}]
    assert (hit["owner"], hit["rule_version"], hit["base_priority"]) == ("Starter pack", 1, 2)
    assert told["rules_version"].startswith("starter-")


def test_words_split_over_chat_lines_meet_and_spans_are_of_the_last_line() -> None:
    line = "t myself again"
    verdict = starter_judge().verdict(line, kind="chat", earlier_lines=("i", "c", "u"))
    hit = verdict.hits[0]
    assert verdict.flagged
    assert all(0 <= a < b <= len(line) for a, b in hit.spans)


def test_what_earlier_lines_alone_say_is_not_said_again() -> None:
    assert not starter_judge().verdict("ok", kind="chat", earlier_lines=("I purged again",)).hits


def test_a_deadline_that_has_passed_is_an_overrun_and_no_verdict() -> None:
    with pytest.raises(JudgeOverran):
        starter_judge().verdict("I purged", deadline=time.monotonic() - 1)


def test_a_danger_at_the_end_of_a_long_text_is_seen() -> None:
    assert starter_judge().verdict("I want to learn to sing. " * 150 + "I want to die").priority == 2


def test_a_page_of_the_same_word_gives_a_few_hits_and_not_thousands() -> None:
    assert len(judge_of("purge").verdict("I purged. " * 5_000).hits) <= 5


@pytest.mark.parametrize(
    "piece", ["I want to die ", "cut ", "i can't stop ", 'said "', "I haven't ", "c u t ", "she he they "]
)
def test_judging_costs_in_proportion_to_the_text(piece: str) -> None:
    def seconds(raw: str) -> float:
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            starter_judge().verdict(raw)
            best = min(best, time.process_time() - start)
        return best

    small, large = seconds(piece * (8_000 // len(piece))), seconds(piece * (64_000 // len(piece)))
    assert large < 24 * small + 0.02
