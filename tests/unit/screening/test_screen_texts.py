"""Texts in, verdicts out."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from risk_jobs.screening.lines import screen_lines
from risk_jobs.screening.pack import starter_judge

ROOT = Path(__file__).resolve().parents[3]


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


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    first = '{"id": 1, "text": "I purged again"}'
    for mark in (b"\xef\xbb\xbf" + first.encode() + b"\r\n", "\ufeff" + first):
        verdicts, err, bad = screened(mark)
        assert (verdicts[0]["flagged"], err, bad) == (True, "", 0)


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": 1, "te',
        b'{"text": "hi"}',
        b'{"id": null, "text": "hi"}',
        b'{"id": [1], "text": "hi"}',
        b'{"id": NaN, "text": "hi"}',
        b'{"id": 1, "text": null}',
        '{"id": 1, "text": "hi"}'.encode("utf-16"),
        b"[" * 100_000,
    ],
)
def test_a_line_that_is_none_is_named_by_its_number_and_never_quoted(line: bytes) -> None:
    verdicts, err, bad = screened('{"id": 1, "text": "ok"}', line, '{"id": 3, "text": "ok"}')
    assert [v["id"] for v in verdicts] == [1, 3]
    assert err.startswith("line 2: ")
    assert bad == 1


def test_half_a_surrogate_pair_and_a_very_long_line_are_judged() -> None:
    long = json.dumps({"id": "long", "text": "lovely walk " * 80_000 + "I purged again"})
    verdicts, err, bad = screened('{"id": "half", "text": "\\ud83d I purged again \\udd2a"}', long)
    assert [v["flagged"] for v in verdicts] == [True, True]
    assert (err, bad) == ("", 0)


def test_nothing_in_is_nothing_out() -> None:
    assert screened() == ([], "", 0)


def test_the_command_needs_no_database_and_says_by_its_status_that_a_line_was_bad() -> None:
    def run(lines: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", "screen_texts", "--pack", "starter"]
        env = {
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        }
        return subprocess.run(
            command, input=lines, capture_output=True, text=True, env=env, cwd=ROOT, check=False
        )

    good = run('{"id": 1, "text": "I purged again"}\n')
    assert (good.returncode, json.loads(good.stdout)["priority"]) == (0, 2)
    bad = run('nope\n{"id": 2, "text": "hello"}\n')
    assert (bad.returncode, json.loads(bad.stdout)["id"]) == (1, 2)
    assert bad.stderr.startswith("line 1: ")
