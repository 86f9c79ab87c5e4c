"""Lists of context words, compiled once each."""

from __future__ import annotations

import re
from collections.abc import Sequence


def pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Alternatives over whole words; `_` is any one word, `#` a number, `%` a year, a trailing `*` any
    ending."""
    parts = []
    for phrase in sorted(words, key=len, reverse=True):
        escaped = " ".join(_word(w) for w in phrase.split())
        parts.append(escaped)
    return re.compile(r"(?<= )(?:" + "|".join(parts) + r")(?= )")


def _word(word: str) -> str:
    if word == "_":
        return r"\S+"
    if word == "%":
        return r"(?:19|20)\d\d"
    if word == "#":
        return r"(?:\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|few|several|some|couple|many)"
    return re.escape(word[:-1]) + r"\S*" if word.endswith("*") else re.escape(word)
