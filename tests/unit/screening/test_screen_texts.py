"""Texts in, verdicts out."""

from __future__ import annotations

import io
import json

from risk_jobs.screening.lines import screen_lines
from risk_jobs.screening.pack import starter_judge


def screened(*lines: str | bytes) -> tuple[list[dict[str, object]], str, int]:
    """Verdicts, what was said on standard error, how many lines were bad."""
    out, err = io.StringIO(), io.StringIO()
    bad = screen_lines(lines, out, err, starter_judge())
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), bad


def test_each_text_gets_one_line_in_the_same_order() -> None:
    verdicts, err, bad = screened(
        '{"id": 7, "text": "I have been purging again"}',
        '{"id": "b", "text": "hello", "kind": "chat", "lang": "en"}',
    )
    assert verdicts == [
        {
            "id": 7,
            "flagged": True,
            "priority": 2,
            "severity": "high",
            "labels": ["purging"],
            "rules": ["purging.act"],
        },
        {"id": "b", "flagged": False, "priority": None, "severity": "none", "labels": [], "rules": []},
    ]
    assert (err, bad) == ("", 0)


def test_a_mention_is_no_flag_and_shows_no_priority() -> None:
    (verdict,), _, _ = screened('{"id": 1, "text": "the leaflet on purging"}')
    assert (verdict["flagged"], verdict["priority"], verdict["labels"]) == (False, None, [])


def test_bad_lines_are_named_and_the_rest_is_done() -> None:
    verdicts, err, bad = screened(
        "nope",
        '{"id": 1}',
        '["a"]',
        '{"id": 1, "text": "hi", "kind": 3}',
        b"\xff\xfe\xff",
        '{"id": 2, "text": ""}',
    )
    assert [v["id"] for v in verdicts] == [2]
    assert [line.partition(":")[0] for line in err.splitlines()] == [f"line {n}" for n in (1, 2, 3, 4, 5)]
    assert bad == 5


def test_odd_characters_come_through() -> None:
    verdicts, _, bad = screened('{"id": "\\ud83d", "text": "I purged \\ud83d\\u0000 tonight"}', "\n")
    assert verdicts[0]["flagged"] is True
    assert bad == 0
