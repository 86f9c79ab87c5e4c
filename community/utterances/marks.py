"""A text cut at the places that are to be marked, for a template that escapes every piece: no markup is made by hand."""

from collections.abc import Iterable
from dataclasses import dataclass

# [start, end) places in the raw text.
Span = tuple[int, int]
# Characters of a text that an excerpt shows, and how many of them stand before its first mark.
EXCERPT = 320
BEFORE = 80


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    marked: bool = False


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The pieces together are the text, to the letter. Spans that overlap or touch become one mark;
    what lies outside the text is left out."""
    found: list[Piece] = []
    at = 0
    for start, end in merged(spans, len(text)):
        found += [Piece(text[at:start]), Piece(text[start:end], marked=True)]
        at = end
    found.append(Piece(text[at:]))
    return [piece for piece in found if piece.text]


def merged(spans: Iterable[Span], length: int) -> list[Span]:
    """In order, inside [0, length), none empty, none touching another."""
    found: list[Span] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in spans):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def excerpt(text: str, spans: Iterable[Span], *, length: int = EXCERPT) -> list[Piece]:
    """The whole of a short text; of a long one what stands around its first mark, "…" where cut."""
    marks = merged(spans, len(text))
    if len(text) <= length:
        return pieces(text, marks)
    start = _word_start(text, marks[0][0] - BEFORE if marks else 0)
    # Never so early that the first mark is cut off with the word before it.
    end = max(_word_end(text, start + length), marks[0][1] if marks else 0)
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in marks if a < end and b > start]
    middle = pieces(text[start:end], inside)
    return [*([Piece("… ")] if start else []), *middle, *([Piece(" …")] if end < len(text) else [])]


def _word_start(text: str, at: int) -> int:
    """Just after the last space before `at`; words without any spaces are cut where they are."""
    if at <= 0:
        return 0
    return text.rfind(" ", max(0, at - BEFORE), at) + 1 or at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - BEFORE, at)
    return space if space > 0 else at
