"""The other readings of a single word: a function of the word alone, so each is worked out once."""

from __future__ import annotations

import re

from .vocabulary import Vocabulary

DIGIT_LETTERS = str.maketrans("013456789@$!|+€£", "oieasgtbgasiitel")
MASKS = frozenset("*#_%.•×x?")
REPEATED = re.compile(r"(.)\1+")
DRAWN_OUT = re.compile(r"(.)\1{3,}")
LONGEST_WORD = 60
"""A longer run of letters has no other reading; it is not a word anybody misspelt."""

Found = tuple[tuple[str, str], ...]
"""(word, view) pairs."""


def readings_of(word: str, vocabulary: Vocabulary) -> Found:
    """Other readings of one folded token, the likeliest first; () for a word that stands for itself."""
    word = DRAWN_OUT.sub(r"\1\1\1", word)
    if len(word) > LONGEST_WORD:
        return ()
    full = vocabulary.contractions.get(word)
    if full:
        return ((full, "contraction"),)
    if vocabulary.known(word):
        return ()
    plain = word.replace("'", "")
    if plain != word and plain in vocabulary.targets:
        return ((plain, "apostrophe"),)
    for candidate, view in _candidates(plain):
        hit = candidate if candidate in vocabulary.targets else squeezed(candidate, vocabulary)
        if hit:
            return ((hit, view),)
    if plain != word and (letters := word.translate(DIGIT_LETTERS)) in vocabulary.targets:
        return ((letters, "digits"),)
    near = (
        _dropped_g(word, vocabulary)
        or vocabulary.near(plain)
        or _near_digits(plain, vocabulary)
        or vocabulary.sounding(plain)
    )
    return tuple((target, "misspelling") for target in near)


def _candidates(word: str) -> list[tuple[str, str]]:
    found = [(word, "squeezed")] if REPEATED.search(word) else []
    if not word.isalpha():
        found += [(c, "digits") for c in _letters_for_digits(word)]
    return found


def _letters_for_digits(word: str) -> list[str]:
    letters = word.translate(DIGIT_LETTERS)
    found = [letters]
    if "1" in word or "!" in word or "|" in word:
        found.append(word.replace("1", "l").replace("!", "l").replace("|", "l").translate(DIGIT_LETTERS))
    return [f for f in found if f.isalpha()]


def squeezed(word: str, vocabulary: Vocabulary) -> str | None:
    """A target that the word becomes when its drawn-out letters are shortened: "cuuuttting" → "cutting"."""
    if not REPEATED.search(word):
        return None
    runs = [m.span() for m in re.finditer(r"(.)\1*", word)]
    forms = [""]
    for start, end in runs:
        counts = (1,) if end - start == 1 else (1, 2)
        forms = [f + word[start] * n for f in forms for n in counts][:64]
    return next((f for f in forms if f in vocabulary.targets), None)


def _dropped_g(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """ "cuttin'" is "cutting"; shorter words too, as the ending gives it away."""
    full = word.rstrip("'") + "g"
    return (full,) if full.endswith("ing") and full in vocabulary.targets else ()


def _near_digits(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    if word.isalpha() or not any(c.isalpha() for c in word):
        return ()
    return next((n for c in _letters_for_digits(word) if (n := vocabulary.near(c))), ())


def unmasked(word: str, vocabulary: Vocabulary) -> str | None:
    """The one target behind a masked word, "s*icide", "c**ting": same length, same open letters."""
    open_letters = sum(c.isalpha() for c in word)
    if open_letters < 2 or len(word) > vocabulary.longest:
        return None
    pattern = re.compile("".join("[a-z]" if c in MASKS and not c.isalpha() else re.escape(c) for c in word))
    hits = [t for t in vocabulary.by_length(len(word)) if t[0] == word[0] and pattern.fullmatch(t)]
    hits = [t for t in vocabulary.masked if t in hits] or hits
    return hits[0] if len(hits) == 1 or (hits and open_letters >= 3) else None
