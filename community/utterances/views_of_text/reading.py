"""`views_of`: from the raw text to all its views, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .direction import reorder
from .folding import fold
from .joining import beside_odd, joined_readings
from .markup import quoted_spans, resolve
from .model import Reading, View, Views, Words, in_time
from .one_word import Found, readings_of
from .vocabulary import NO_VOCABULARY, Vocabulary

WORD = r"[^\W_]+(?:'[^\W_]+)*"
REMEMBERED_WORDS = 50_000
"""Readings of single words kept per vocabulary; past it the memory is emptied and fills again."""


def views_of(raw: str, vocabulary: Vocabulary = NO_VOCABULARY, *, deadline: float | None = None) -> Views:
    """All views of `raw`; `deadline` in seconds of time.monotonic(), passed: NotEnoughTime."""
    resolved = reorder(resolve(raw, deadline))
    folded = fold(resolved, deadline)
    in_time(deadline)
    words = Words(folded.text, cutter(vocabulary))
    quoted = quoted_spans(raw)
    in_time(deadline)
    readings = tuple(_readings(folded.text, words, vocabulary, deadline))
    earlier = () if resolved.text == raw else (resolved,)
    return Views(raw, folded, words, readings, quoted, earlier)


@lru_cache(maxsize=16)
def cutter(vocabulary: Vocabulary) -> re.Pattern[str]:
    """What cuts words; an emoji that has a name is a word too, any other stands for nothing."""
    named = "".join(re.escape(e) for e in vocabulary.emoji if len(e) == 1)
    return re.compile(f"{WORD}|[{named}]" if named else WORD)


def _readings(text: str, words: Words, vocabulary: Vocabulary, deadline: float | None) -> Iterator[Reading]:
    odd = frozenset(words.words).difference(vocabulary.plain)
    read = {w: found for w in odd if (found := _remembered(w, vocabulary))}
    in_time(deadline)
    if read:
        yield from _word_readings(words, read)
    if odd and vocabulary.targets:
        yield from beside_odd(words, odd, vocabulary)
    in_time(deadline)
    for reading in joined_readings(text, words, vocabulary):
        yield reading
        in_time(deadline)


def _word_readings(words: Words, read: dict[str, Found]) -> Iterator[Reading]:
    for at, word in enumerate(words.words):
        for meaning, view in read.get(word, ()):
            yield Reading(at, at, meaning, view)


def _remembered(word: str, vocabulary: Vocabulary) -> Found:
    memory = vocabulary.memory
    found = memory.get(word)
    if found is None:
        if len(memory) >= REMEMBERED_WORDS:
            memory.clear()
        name = vocabulary.emoji.get(word)
        found = memory[word] = ((name, "emoji"),) if name else readings_of(word, vocabulary)
    return found


__all__ = ["View", "views_of"]
