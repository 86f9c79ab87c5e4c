"""The words around one match, cut up by where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..clauses import Match
from ..text import JudgedText

WINDOW = 18
"""Words looked at before and after a match, never past the sentence."""
LONGEST_WORD = 40
"""Letters of a word that are looked at: context words are short."""


@dataclass(frozen=True, slots=True)
class Around:
    """The words of the sentence around one match, folded and joined by single spaces with one at each end."""

    before: str
    clause: str
    """Of `before` what follows the last comma with a person of its own."""
    inside: str
    after: str
    sentence: str
    earlier: str
    later: str
    """The sentences just before and just after, for what was left unsaid here."""
    act: str
    meant: str
    matched: str
    """`act`: all words from the first matched to the last; `meant`: and what disguised ones of them were read as;
    `matched`: the matched ones alone."""


def around(match: Match, text: JudgedText, full: Mapping[str, str]) -> Around:
    sentence_of, words = text.sentences, text.words
    own = sentence_of[match.first]
    first, last = match.first, match.last
    start, end = first, last + 1
    while start > 0 and first - start < WINDOW and sentence_of[start - 1] == own:
        start -= 1
    while end < len(words) and end - last <= WINDOW and sentence_of[end] == sentence_of[last]:
        end += 1

    def line(part: Sequence[str]) -> str:
        return _spaced([full.get(w, w)[:LONGEST_WORD] for w in part])

    meant = {(r.first, r.view): r.word for r in text.views.readings} if _disguised(match) else {}
    matched = match.tokens()
    skipped = [w for t, w in enumerate(words[first : last + 1], first) if t not in matched]
    said = line(words[first : last + 1])
    return Around(
        before=line(words[start:first]),
        clause=line(words[_clause_start(text, start, first, said) : first]),
        inside=line(skipped),
        after=line(words[last + 1 : end]),
        sentence=line(words[start:end]),
        earlier=line(words[max(0, start - 14) : start]),
        later=line(words[end : end + 14]),
        act=said,
        meant=said + _spaced([meant[a, view] for a, _, view in match.places if (a, view) in meant])[1:],
        matched=line([w for t, w in enumerate(words[first : last + 1], first) if t in matched]),
    )


def _disguised(match: Match) -> bool:
    return any(view != "plain" for _, _, view in match.places)


PERSON = re.compile(r" (?:i|i'm|i've|i'd|i'll|she|he|they|you|we|it|im|ive) ")


def _clause_start(text: JudgedText, start: int, first: int, said: str) -> int:
    """The token after the last comma before the match, when a person stands between; else the sentence's
    start.

    "I haven't binged, purged or run" is one clause; "without me, I wish …" is two.
    """
    folded, spans = text.views.folded.text, text.views.words.spans
    for at in range(first, start, -1):
        gap = folded[spans[at - 1][1] : spans[at][0]]
        if any(mark in gap for mark in ",;:-\n(") and PERSON.search(_spaced(text.words[at:first]) + said[:8]):
            return at
    return start


def _spaced(words: Sequence[str]) -> str:
    return " " + " ".join(words) + " " if words else " "


def last_words(words: str, count: int) -> str:
    """The last `count` words of a spaced line."""
    return " ".join(words.split()[-count:])


def without_first(words: str) -> str:
    """A spaced line without its first word: a match that begins with "if" is a threat, not a question."""
    return " " + words.lstrip().partition(" ")[2] if words.startswith(" if ") else words
