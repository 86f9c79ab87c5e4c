"""How a word sounds, roughly: "refleckshun" and "reflection" are one key. English consonants and where vowels open a
word; what is written but not heard is dropped."""

from __future__ import annotations

import re

HEARD: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(written), heard)
    for written, heard in (
        (r"(.)\1+", r"\1"),
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^wh", "w"),
        (r"^ps", "s"),
        (r"mb\b", "m"),
        (r"(?:ing|in|en)g?\b", "n"),
        (r"(?:tion|cion|shun|sion|ssion|shon|tian|cian)", "1n"),
        (r"(?:tch|ch|sh|tu(?=r))", "1"),
        (r"(?:dge?|j|g(?=[ei]))", "2"),
        (r"ph", "f"),
        (r"th", "0"),
        (r"(?<=[aeiou])gh(?=t|\b|e)", ""),
        (r"sc(?=[eiy])", "s"),
        (r"c(?=[eiy])", "s"),
        (r"(?:ck|q|c)", "k"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"d\b", "t"),
        (r"(?<=.)[aeiouwyh]+", ""),
        (r"^[aeiouy]", "a"),
        (r"(.)\1+", r"\1"),
    )
)
SOUND_FROM = 5
"""Letters from which a word is compared by its sound: shorter ones sound like too many others."""
FEWEST_SOUNDS = 4
LONG_FROM = 7
MOST_APART = 4
"""Slips between two words that sound alike; of words up to LONG_FROM letters, two."""


def sound_of(word: str) -> str:
    """The key of a folded word; "" for one too short to tell."""
    if len(word) < SOUND_FROM or not word.isalpha() or not word.isascii():
        return ""
    for written, heard in HEARD:
        word = written.sub(heard, word)
    return word if len(word) >= FEWEST_SOUNDS else ""
