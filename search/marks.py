"""A text cut at its highlights, for a template that escapes every piece: no markup is made by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.matching import Span

# Characters of a text that a result shows around its first highlight.
EXCERPT = 320
BEFORE = 80


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    marked: bool = False


def pieces(text: str, spans: Sequence[Span]) -> list[Piece]:
    """`spans` as search.matching.highlights gives them. The pieces together are the text, to the letter."""
    found, at = [], 0
    for start, end in spans:
        found += [Piece(text[at:start]), Piece(text[start:end], marked=True)]
        at = end
    found.append(Piece(text[at:]))
    return [piece for piece in found if piece.text]


def excerpt(text: str, spans: Sequence[Span]) -> list[Piece]:
    """The whole of a short text; of a long one what stands around its first highlight, "…" where cut."""
    if len(text) <= EXCERPT:
        return pieces(text, spans)
    start = _word_start(text, spans[0][0] - BEFORE if spans else 0)
    end = _word_end(text, start + EXCERPT)
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
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
