"""JSON objects in, JSON objects out, one a line, in the same order: how the judge and the returns are checked from outside.
Standard library only."""

import codecs
import json
from collections.abc import Callable, Iterable
from typing import Any, TextIO


class BadLine(ValueError):
    """A line that cannot be answered; says what is wrong with it, and never what stands in it."""


def answer_lines(
    lines: Iterable[str | bytes], answer: Callable[[dict[str, Any]], dict[str, Any]], out: TextIO, err: TextIO
) -> int:
    """Write one answer for each good line; name each bad one on `err`, by number and reason alone. `answer` may raise
    BadLine. Returns how many were bad; empty lines are none."""
    bad = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            answered = json.dumps(answer(read(_without_mark(line))))
        except BadLine as mistake:
            bad += 1
            print(f"line {number}: {mistake}", file=err)
            continue
        print(answered, file=out)
    return bad


def _without_mark(line: str | bytes) -> str | bytes:
    """Without the byte order mark that some editors put first; where files were joined it stands in between."""
    return line.removeprefix("\ufeff") if isinstance(line, str) else line.removeprefix(codecs.BOM_UTF8)


def read(line: str | bytes) -> dict[str, Any]:
    """An object with an `id`."""
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
    return entry


def _no_number(name: str) -> None:
    """NaN and Infinity are no JSON, though Python would read them."""
    raise ValueError(name)
