"""Texts in, verdicts out, one JSON object a line: the core of `screen_texts`, without Django."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from .judge import Judge, Verdict


class BadLine(ValueError):
    """A line that is no text to judge; says what is wrong with it."""


def screen_lines(lines: Iterable[str | bytes], out: TextIO, err: TextIO, judge: Judge) -> int:
    """Write one verdict for each good line, in order; name each bad one on `err`. Returns how many were
    bad."""
    bad = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = _read(line)
        except BadLine as mistake:
            bad += 1
            print(f"line {number}: {mistake}", file=err)
            continue
        verdict = judge.verdict(entry["text"], kind=entry.get("kind") or "post")
        print(json.dumps(shown(entry["id"], verdict)), file=out)
    return bad


def _read(line: str | bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine("this is not JSON") from error
    if not isinstance(entry, dict):
        raise BadLine("a JSON object is expected")
    if "id" not in entry or not isinstance(entry.get("text"), str):
        raise BadLine("“id” and a “text” that is a string are needed")
    if not isinstance(entry.get("kind", "") or "", str):
        raise BadLine("“kind” must be a string")
    return entry


def shown(text_id: Any, verdict: Verdict) -> dict[str, Any]:
    """One verdict as the outside sees it: P4 is no flag and shows as null."""
    return {
        "id": text_id,
        "flagged": verdict.flagged,
        "priority": verdict.priority if verdict.flagged else None,
        "severity": verdict.severity,
        "labels": verdict.labels,
        "rules": verdict.rules,
    }
