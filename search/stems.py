"""Light English stemming for search: a word and its regular forms share a stem. Nothing cleverer, so that
whoever searches can foresee what is found; spelled the same way in Python and in the index, because the
index is given stems and never makes its own."""

import re
from functools import lru_cache

STEMS_VERSION = "1"

IRREGULAR = {
    "going": "go", "goes": "go", "doing": "do", "does": "do", "being": "be", "dying": "die", "died": "die",
    "lying": "lie", "lied": "lie", "tying": "tie", "tied": "tie",
}  # fmt: skip
VOWEL = re.compile(r"[aeiouy]")
LOST_ITS_E = re.compile(r"[^aeiou]?[aeiou][^aeiouwxy]")
FULL_PLURALS = ("sh", "ch", "x", "ss", "zz")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one folded word: "purges", "purged", "purging" and "purge" all give "purg"."""
    found = IRREGULAR.get(word)
    return found if found else _base(_without_ending(word.removesuffix("'s")))


def _without_ending(word: str) -> str:
    for ending in ("ing", "ed"):
        if word.endswith(ending) and not word.endswith("eed"):
            return _restored(word, word[: -len(ending)])
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("es") and word[:-2].endswith(FULL_PLURALS):
        return word[:-2]
    if word.endswith("s") and len(word) > 3 and word[-2] not in "su'":
        return word[:-1]
    return word


def _restored(word: str, cut: str) -> str:
    """What is left before -ing or -ed: a doubled letter undone, a y or a lost e given back."""
    if len(cut) < 2 or not VOWEL.search(cut):
        return word
    if cut.endswith("i") and len(cut) > 2:
        return cut[:-1] + "y"
    if cut[-1] == cut[-2] and cut[-1] not in "lszfeo" and len(cut) > 3:
        return cut[:-1]
    return cut + "e" if LOST_ITS_E.fullmatch(cut) else cut


def _base(word: str) -> str:
    """Spellings that a form may have lost: a final e, and one of two l ("controlled", "control")."""
    if word.endswith("e") and len(word) > 4:
        word = word[:-1]
        return word[:-1] + "y" if word.endswith("i") else word
    return word[:-1] if word.endswith("ll") and len(word) > 5 else word
