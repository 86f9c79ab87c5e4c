"""How hard a text is to read: the Flesch-Kincaid grade (Kincaid et al. 1975) plus five years. A guide for editors, made
for running English; of lists and of fewer than 50 words it says nothing."""

import re

FEWEST_WORDS = 50
WORD = re.compile(r"[A-Za-z']+")
SENTENCE_END = re.compile(r"[.!?:]+(?:\s|$)|\n+")
VOWELS = re.compile(r"[aeiouy]+")


def reading_age(text: str) -> int | None:
    """Years, from 5 up; None where there is too little to say."""
    words = WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = max(1, sum(1 for part in SENTENCE_END.split(text) if WORD.search(part)))
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return max(5, round(grade + 5))


def _syllables(word: str) -> int:
    """Groups of vowels; a last e is silent, but not in "able"."""
    small = word.lower()
    silent = small.endswith("e") and not small.endswith("le")
    return max(1, len(VOWELS.findall(small)) - silent)
