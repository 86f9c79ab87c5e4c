"""Texts in, verdicts out, one JSON object a line: the core of `screen_texts`, without Django."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable
from typing import Any, TextIO

from .judge import Judge, Verdict


class BadLine(ValueError):
    """A line that is no text to judge; says what is wrong with it."""


def screen_lines(lines: Iterable[str | bytes], out: TextIO, err: TextIO, judge: Judge) -> int:
    """Write one verdict for each good line, in order; name each bad one on `err`, by number and reason alone.
    Returns how many were bad; empty lines are none."""
    bad = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            verdict = _screened(line if number > 1 else _without_mark(line), judge)
        except BadLine as mistake:
            bad += 1
            print(f"line {number}: {mistake}", file=err)
            continue
        print(verdict, file=out)
    return bad


def _without_mark(line: str | bytes) -> str | bytes:
    """The first line without the byte order mark that some editors put before it."""
    return line.removeprefix("\ufeff") if isinstance(line, str) else line.removeprefix(codecs.BOM_UTF8)


def _screened(line: str | bytes, judge: Judge) -> str:
    entry = _read(line)
    try:
        verdict = judge.verdict(entry["text"], kind=entry.get("kind") or "post")
    except Exception as error:  # whatever is wrong with one text, the others are judged
        raise BadLine(f"the judge failed on it ({type(error).__name__})") from error
    return json.dumps(shown(entry["id"], verdict))


def _read(line: str | bytes) -> dict[str, Any]:
    try:
        entry = json.loads(
            line.decode("utf-8") if isinstance(line, bytes) else line, parse_constant=_no_number
        )
    except UnicodeDecodeError as error:
        raise BadLine("this is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise BadLine("this is not JSON") from error
    if not isinstance(entry, dict):
        raise BadLine("a JSON object is expected")
    if not isinstance(entry.get("id"), str | int):
        raise BadLine("“id” is needed, a string or a whole number")
    if not isinstance(entry.get("text"), str):
        raise BadLine("“text” is needed, a string")
    if not isinstance(entry.get("kind") or "", str):
        raise BadLine("“kind” must be a string")
    return entry


def _no_number(name: str) -> None:
    """NaN and Infinity are no JSON, though Python would read them."""
    raise ValueError(name)


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
