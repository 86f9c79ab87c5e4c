"""Letters made comparable: compatibility forms, invisible characters, accents, look-alikes, case, marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .model import CHECK_EVERY, View, in_time

APOSTROPHES = "’‘‛ʼ＇`´′ʹ"
DASHES = "‐‑‒–—―−﹘﹣－"
ONE_FOR_ONE = str.maketrans({**dict.fromkeys(APOSTROPHES, "'"), **dict.fromkeys(DASHES, "-"), " ": " "})
NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
# Letters of other scripts that look like Latin ones. Read so only inside a word that also has Latin letters:
# a word written wholly in Cyrillic or Greek is that language, not a disguise.
PAIRS = (
    "аa еe оo рp сc уy хx іi јj ѕs ԁd һh кk мm нh тt вb гr пn ԛq ԝw ьb бb зz "  # Cyrillic
    "αa βb εe ηn ιi κk νv οo ρp τt υu χx ωw γy σo ςs ϲc μu "  # Greek
    "ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz "  # Latin small capitals
    "ıi ɑa ɡg əe ɐa ɩi ſs ꓮa ꓚc ꓲi ꓳo ꓢs ꓴu"
)
LOOK_ALIKES = {pair[0]: pair[1] for pair in PAIRS.split()}
SMALL_CAPITALS = frozenset("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ")
WORD = re.compile(r"[^\W_]+")
LATIN = re.compile(r"[a-z]")
INVISIBLE = frozenset("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0")
SPECIAL_CASES = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t"}


def fold(view: View, deadline: float | None = None) -> View:
    """Case, marks and letters folded; ordinary English goes through unmoved and keeps the simple map."""
    text = view.text.translate(ONE_FOR_ONE) if not view.text.isascii() else view.text
    if text.isascii():
        return View("folded", text.lower(), view.starts, view.ends)
    return _unmix(_fold_chars(View("folded", text, view.starts, view.ends), deadline))


class _Folded(dict[str, str]):
    """character → folded characters, worked out once for each character ever met."""

    def __missing__(self, char: str) -> str:
        folded = self[char] = _fold_char(char)
        return folded


def _fold_char(char: str) -> str:
    code = ord(char)
    if 0x1F150 <= code <= 0x1F169 or 0x1F170 <= code <= 0x1F189 or 0x1F1E6 <= code <= 0x1F1FF:
        base = 0x1F150 if code <= 0x1F169 else 0x1F170 if code <= 0x1F189 else 0x1F1E6
        return chr(ord("a") + code - base)
    if char in INVISIBLE or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return ""
    parts = unicodedata.normalize("NFKD", char).casefold()
    kept = "".join(p for p in parts if unicodedata.category(p) not in ("Mn", "Me", "Cf"))
    kept = kept.translate(ONE_FOR_ONE)
    return "".join(SPECIAL_CASES.get(p, LOOK_ALIKES[p] if p in SMALL_CAPITALS else p) for p in kept)


FOLDED = _Folded()


def _fold_chars(view: View, deadline: float | None) -> View:
    """Only the runs that are not ASCII are looked at one by one."""
    text = view.text
    starts = range(len(text)) if view.starts is None else view.starts
    ends = range(1, len(text) + 1) if view.ends is None else view.ends
    out: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    done = 0
    for count, run in enumerate(NOT_ASCII.finditer(text)):
        if count % CHECK_EVERY == 0:
            in_time(deadline)
        _copy(text[done : run.start()].lower(), starts[done : run.start()], ends[done : run.start()],
              out, new_starts, new_ends)  # fmt: skip
        _fold_run(text, run.start(), run.end(), (starts, ends), (out, new_starts, new_ends))
        done = run.end()
    _copy(text[done:].lower(), starts[done:], ends[done:], out, new_starts, new_ends)
    return View("folded", "".join(out), new_starts, new_ends)


def _copy(text: str, starts: Sequence[int], ends: Sequence[int], out: list[str], to_starts: list[int],
          to_ends: list[int]) -> None:  # fmt: skip
    out.append(text)
    to_starts.extend(starts)
    to_ends.extend(ends)


def _fold_run(text: str, first: int, end: int, old: tuple[Sequence[int], Sequence[int]],
              new: tuple[list[str], list[int], list[int]]) -> None:  # fmt: skip
    """What vanishes belongs to the letter before it, so that a highlight takes the accent along."""
    (starts, ends), (out, new_starts, new_ends) = old, new
    for i in range(first, end):
        folded = FOLDED[text[i]]
        if folded:
            out.append(folded)
            new_starts.extend([starts[i]] * len(folded))
            new_ends.extend([ends[i]] * len(folded))
        elif new_ends and i and new_ends[-1] == starts[i] and not text[i - 1].isspace():
            new_ends[-1] = ends[i]


def _unmix(view: View) -> View:
    """Look-alike letters become Latin in words that mix scripts; one for one, so the map stays."""
    if view.text.isascii():
        return view
    return View(view.name, WORD.sub(_latin, view.text), view.starts, view.ends)


def _latin(word: re.Match[str]) -> str:
    text = word.group()
    if text.isascii() or not LATIN.search(text):
        return text
    return "".join(LOOK_ALIKES.get(c, c) for c in text)
