"""The words that hit, marked in the text as it was said."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the raw text, and whether it is marked. The pieces together are the text, to the letter."""

    text: str
    marked: bool


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> list[Piece]:
    """Cut `text` at `spans` ([start, end) places in it); spans that overlap or touch become one mark."""
    found: list[Piece] = []
    at = 0
    for start, end in _merged(spans, len(text)):
        if start > at:
            found.append(Piece(text[at:start], False))
        found.append(Piece(text[start:end], True))
        at = end
    if at < len(text):
        found.append(Piece(text[at:], False))
    return found


def _merged(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def excerpt(text: str, spans: Iterable[tuple[int, int]], *, around: int = 60) -> list[Piece]:
    """The first marked words with a little of what stands around them, for a row of the queue."""
    marks = _merged(spans, len(text))
    if not marks:
        return [Piece(text[: 2 * around], False)]
    start, end = max(0, marks[0][0] - around), min(len(text), marks[0][1] + around)
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in marks if a < end and b > start]
    found = pieces(text[start:end], inside)
    before = [Piece("… ", False)] if start else []
    after = [Piece(" …", False)] if end < len(text) else []
    return before + found + after
