"""Light English stemming, in which a word and its forms share a stem that begins all the regular ones.

The judge and the index stem alike: what a rule means and what search finds cannot drift apart. The index is
given stems and never makes its own."""

from __future__ import annotations

import re
from functools import lru_cache

# Raise it with any change below: texts indexed under another version are read again before they count.
STEMS_VERSION = "2"

VOWEL = re.compile(r"[aeiouy]")
IRREGULAR: dict[str, tuple[str, ...]] = {
    "be": ("am", "is", "are", "was", "were", "been", "being"),
    "bind": ("bound",), "bleed": ("bled",), "break": ("broke", "broken"), "bring": ("brought",),
    "buy": ("bought",), "do": ("did", "done", "does", "doing"), "die": ("dies", "died", "dying"),
    "drink": ("drank", "drunk"), "eat": ("ate", "eaten"), "feel": ("felt",), "find": ("found",),
    "fall": ("fell", "fallen"), "fight": ("fought",), "forget": ("forgot", "forgotten"),
    "get": ("got", "gotten"), "give": ("gave", "given", "giving"), "go": ("went", "gone", "goes"),
    "hang": ("hung",), "have": ("has", "had", "having"), "hide": ("hid", "hidden", "hiding"),
    "hold": ("held",), "hurt": (), "keep": ("kept",), "know": ("knew", "known"), "leave": ("left",),
    "lose": ("lost", "losing"), "make": ("made", "making"), "say": ("said",), "see": ("saw", "seen"),
    "send": ("sent",), "sleep": ("slept",), "steal": ("stole", "stolen"), "swallow": (),
    "take": ("took", "taken", "taking"), "tell": ("told",), "think": ("thought",),
    "throw": ("threw", "thrown"), "wake": ("woke", "woken"), "wear": ("wore", "worn"),
    "weigh": ("weighed",), "write": ("wrote", "written"), "shake": ("shook", "shaken"),
    "burn": ("burnt",), "beat": ("beaten",), "sick": (),
}  # fmt: skip
FORMS = {form: base for base, forms in IRREGULAR.items() for form in forms}
SHORT_E = re.compile(r"^[^aeiou]*[aeiou][^aeiouwxy]$")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one folded word: "purges", "purged", "purging" → "purg"; "threw" → "throw"."""
    base = FORMS.get(word)
    if base:
        return base
    if "'" in word:
        word = word.removesuffix("'s")
    cut = _without_ending(word)
    if cut.endswith("ll") and len(cut) > 5:  # "controlled" and "control"
        return cut[:-1]
    if not cut.endswith("e") or len(cut) < 5:
        return cut
    return cut[:-2] + "y" if cut.endswith("ie") else cut[:-1]  # "calorie" and "calories"


def _without_ending(word: str) -> str:
    for ending in ("ing", "ed"):
        if word.endswith(ending) and not word.endswith("eed"):
            return _restored(word, word[: -len(ending)])
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("es") and word[:-2].endswith(("sh", "ch", "x", "ss", "zz")):
        return word[:-2]
    if word.endswith("s") and len(word) > 3 and word[-2] not in "sui":
        return word[:-1]
    return word


def _restored(word: str, cut: str) -> str:
    """What is left before -ing or -ed, with its doubled letter undone or its lost e given back."""
    if len(cut) < 2 or not VOWEL.search(cut):
        return word
    if cut.endswith("i") and len(cut) > 2 and word.endswith("ed"):
        return cut[:-1] + "y"
    if cut[-1] == cut[-2] and cut[-1] not in "lszfeo":
        return cut[:-1]
    return cut + "e" if len(cut) <= 4 and SHORT_E.match(cut) and len(cut) < 4 else cut


def literal(stemmed: str) -> str:
    """Letters that every regular form of a stem begins with."""
    return stemmed[:-1] if stemmed[-1:] in ("e", "y") else stemmed


def beginnings(stemmed: str) -> set[str]:
    """What a word with this stem can begin with: its literal, and its irregular forms."""
    return {literal(stemmed), *IRREGULAR.get(stemmed, ())}


def regular_forms(stemmed: str) -> set[str]:
    """Every regular word that has this stem, whole; its irregular forms are among `beginnings`."""
    bases = {
        stemmed,
        stemmed + "e",
        stemmed + stemmed[-1],
        stemmed[:-1],
        stemmed[:-1] + "i",
        stemmed[:-1] + "ie",
        stemmed + "l",
    }
    ends = ("", "s", "es", "d", "ed", "ing", "ies", "ied", "e")
    words = {base + end for base in bases for end in ends if base}
    words |= {word + "'s" for word in words}
    return {word for word in words if stem(word) == stemmed}
