"""Words that were taken apart, put together again: spaced letters, split words, masks and symbols for
letters."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from .model import Reading, Words
from .one_word import readings_of, squeezed, unmasked
from .vocabulary import Vocabulary

SPACED = re.compile(r"(?<![^\W_])[^\W_](?:[\W_]{1,3}[^\W_](?![^\W_])){2,}")
MARKED = re.compile(r"[^\W_][^\w\s]|_")
SPACE_TOO = re.compile(r"[\W_]*\s[\W_]*|[\W_]*[/|][\W_]*")
WIDE_GAP = re.compile(r"[^\S\n]{2,}|[\W_]*\n[\W_]*|[\W_]*[/|][\W_]*")
# Up to four stars are one mark: "pur**g**ing" is shown to members with a bold g.
SPLIT = re.compile(r"[^\W_]+(?:(?:\*{1,4}|[^\w\s']|_)[^\W_]+)+")
HAS_SPLIT = re.compile(r"[^\W_](?:\*{1,4}|[^\w\s'])[^\W_]|_")
HAS_SYMBOL = re.compile(r"[@$|*#%€£+•×]|![^\s!]")
CHUNK = re.compile(r"\S{2,60}")
LONGEST_RUN = 2_000
"""Spaced letters are read in stretches of this many, so that a page of them stays linear."""

LONGEST_WITH_A_STRAY = 40
"""Letters of a run that is read again without its last ones, which may belong to nothing."""


def joined_readings(text: str, words: Words, vocabulary: Vocabulary) -> Iterator[Reading]:
    """Readings over several tokens; `text` is the folded view that `words` was cut from."""
    if _single_letters(words) >= 3:
        yield from _spaced(text, words, vocabulary)
    if HAS_SPLIT.search(text):
        yield from _split(text, words, vocabulary)
    if HAS_SYMBOL.search(text):
        yield from _symbols(text, words, vocabulary)


def _single_letters(words: Words) -> int:
    return sum(1 for w in words.words if len(w) == 1)


def tokens_within(words: Words, start: int, end: int) -> tuple[int, int] | None:
    """First and last token lying wholly in the folded [start, end)."""
    first = bisect_left(words.starts, start)
    last = bisect_right(words.ends, end) - 1
    return (first, last) if first <= last else None


def _spaced(text: str, words: Words, vocabulary: Vocabulary) -> Iterator[Reading]:
    """ "c-u-t-t-i-n-g", "p u r g e d", and a run of several words: "i  c u t  m y s e l f"."""
    for run in SPACED.finditer(text):
        for start, end in _stretches(text, run.start(), run.end()):
            within = tokens_within(words, start, end)
            if within:
                yield from _spell(words, within, vocabulary)


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the writer left wider gaps between the words of a run, each word alone; else the whole run."""
    # In "I c-u-t again" a space is the wider gap; in "I c u t" only two of them are.
    wide = SPACE_TOO if MARKED.search(text, start, end) else WIDE_GAP
    gaps = [g.span() for g in wide.finditer(text, start, end)]
    edges = [start, *(x for gap in gaps for x in gap), end]
    whole = [(start, end)] if gaps else []
    for a, b in [*zip(edges[::2], edges[1::2], strict=True), *whole]:
        for at in range(a, b, LONGEST_RUN):
            yield at, min(at + LONGEST_RUN, b)


def _spell(words: Words, within: tuple[int, int], vocabulary: Vocabulary) -> Iterator[Reading]:
    """One word; else several that are spelt without rest; else one with a slip in it."""
    first, last = within
    letters = "".join(words.words[first : last + 1])
    if len(letters) != last - first + 1 or len(letters) < 3:
        return
    if letters in vocabulary.targets or not vocabulary.targets or vocabulary.known(letters):
        yield Reading(first, last, letters, "joined")
        return
    found = segments(letters, vocabulary)
    if any(letters[a:b] in vocabulary.targets for a, b in found):
        for start, end in found:
            yield Reading(first + start, first + end - 1, letters[start:end], "joined")
    elif guess := _meaning(letters, vocabulary):
        yield Reading(first, last, guess, "joined")
    elif not found and len(letters) <= LONGEST_WITH_A_STRAY:
        yield from _spell(words, (first, last - 1), vocabulary)  # "c u t t i n g é"


def _meaning(letters: str, vocabulary: Vocabulary) -> str | None:
    """The target that these letters spell, plainly or with one of the one-word disguises on top."""
    if letters in vocabulary.targets:
        return letters
    return next((w for w, view in readings_of(letters, vocabulary) if view != "contraction"), None)


def segments(letters: str, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """The fewest words that the letters spell without rest, as [start, end); [] when they spell nothing."""
    longest = max(vocabulary.longest, 14)
    best: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - longest), end):
            before = best[start]
            if before is None or not _spellable(letters[start:end], vocabulary):
                continue
            if best[end] is None or before[0] + 1 < best[end][0]:  # type: ignore[index]
                best[end] = (before[0] + 1, start)
    return _walk_back(best)


def _spellable(word: str, vocabulary: Vocabulary) -> bool:
    return word in ("i", "a") or (len(word) > 1 and vocabulary.known(word))


def _walk_back(best: list[tuple[int, int] | None]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    end = len(best) - 1
    while end > 0 and (step := best[end]) is not None:
        found.append((step[1], end))
        end = step[1]
    return found[::-1] if end == 0 else []


def _split(text: str, words: Words, vocabulary: Vocabulary) -> Iterator[Reading]:
    """Pieces held together by dashes, dots or slashes: "cut-ting", "self-harm" also read as one word."""
    for chain in SPLIT.finditer(text):
        within = tokens_within(words, *chain.span())
        if within:
            yield from _windows(words, within, vocabulary)


def _windows(words: Words, within: tuple[int, int], vocabulary: Vocabulary) -> Iterator[Reading]:
    first, last = within
    for start in range(first, last):
        for end in range(start + 1, min(start + 5, last + 1)):
            pieces = words.words[start : end + 1]
            letters = "".join(pieces)
            if len(letters) > 60 or all(len(p) == 1 for p in pieces):
                break
            hit = letters if letters in vocabulary.targets else _odd_meaning(pieces, letters, vocabulary)
            if hit or not vocabulary.targets:
                yield Reading(start, end, hit or letters, "joined")


def _odd_meaning(pieces: list[str], letters: str, vocabulary: Vocabulary) -> str | None:
    """Two real words side by side ("and/or") mean themselves; only a broken one is guessed at."""
    if all(vocabulary.known(p) for p in pieces):
        return None
    return _meaning(letters, vocabulary)


def _symbols(text: str, words: Words, vocabulary: Vocabulary) -> Iterator[Reading]:
    """Symbols inside a word: "$uicide", "cu!!ing" as letters, "s*icide" as a mask."""
    for chunk in CHUNK.finditer(text):
        if not HAS_SYMBOL.search(chunk.group()):
            continue
        body = chunk.group().strip(".,;:?\"'()[]").rstrip("!*")
        start = chunk.start() + chunk.group().find(body) if body else chunk.start()
        hit = body and _behind(body, vocabulary)
        within = tokens_within(words, start, start + len(body)) if hit else None
        if hit and within:
            yield Reading(*within, hit[0], hit[1], (start, start + len(body)))


def _behind(body: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    if body.isalnum() or not body[-1].isalnum():
        return None
    for word, view in readings_of(body, vocabulary):
        return word, ("digits" if view == "squeezed" else view)
    mask = unmasked(body, vocabulary)
    return (mask, "masked") if mask else None


def beside_odd(words: Words, odd: frozenset[str], vocabulary: Vocabulary) -> Iterator[Reading]:
    """A word cut by a space or a line end, "pur ging": at least one piece is no word, the whole is a
    target."""
    count = len(words.words)
    for at, word in enumerate(words.words):
        if word not in odd or word.isdigit():
            continue
        for start, end in ((at - 1, at), (at, at + 1), (at - 1, at + 1)):
            if start < 0 or end >= count:
                continue
            letters = "".join(words.words[start : end + 1])
            if len(letters) <= 60 and (letters in vocabulary.targets or squeezed(letters, vocabulary)):
                yield Reading(start, end, squeezed(letters, vocabulary) or letters, "joined")
