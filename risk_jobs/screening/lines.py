"""Texts in, verdicts out, one JSON object a line: the core of `screen_texts`, without Django."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

from risk_jobs.json_lines import BadLine, answer_lines

from .judge import Judge, Verdict


def screen_lines(lines: Iterable[str | bytes], out: TextIO, err: TextIO, judge: Judge) -> int:
    """Returns how many lines were bad; each is named on `err`."""
    return answer_lines(lines, lambda entry: _screened(entry, judge), out, err)


def _screened(entry: dict[str, Any], judge: Judge) -> dict[str, Any]:
    if not isinstance(entry.get("text"), str):
        raise BadLine("“text” is needed, a string")
    if not isinstance(entry.get("kind") or "", str):
        raise BadLine("“kind” must be a string")
    try:
        verdict = judge.verdict(entry["text"], kind=entry.get("kind") or "post")
    except Exception as error:  # whatever is wrong with one text, the others are judged
        raise BadLine(f"the judge failed on it ({type(error).__name__})") from error
    return shown(entry["id"], verdict)


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
