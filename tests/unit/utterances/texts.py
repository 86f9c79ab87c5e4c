"""Texts for the views: a small vocabulary, and generated texts that mix words, disguises, markup and
noise."""

from __future__ import annotations

from hypothesis import strategies as st

from community.utterances.views_of_text import Vocabulary

VOCABULARY = Vocabulary(
    targets=frozenset(
        [
            "cutting",
            "cut",
            "purged",
            "purging",
            "suicide",
            "suicidal",
            "selfharm",
            "myself",
            "kill",
            "bleeding",
        ]
    ),
    real=frozenset(
        [
            "i",
            "a",
            "am",
            "the",
            "grass",
            "been",
            "purring",
            "artist",
            "again",
            "cute",
            "and",
            "or",
            "to",
            "want",
            "art",
            "over",
            "it",
        ]
    ),
    emoji={"🔪": "emoji:knife", "💊": "emoji:pill"},
    contractions={"im": "i'm"},
)
PIECES = [
    "cutting",
    "c-u-t-t-i-n-g",
    "p u r g e d",
    "сutting",
    "ｃｕｔｔｉｎｇ",
    "cut\u200bting",
    "c̶u̶t̶",
    "cu&#116;ting",
    "<b>",
    "</b>",
    "&nbsp;",
    "&",
    "<",
    "> ",
    "[quote]",
    "[/quote]",
    "\n",
    "🔪",
    "👩‍⚕️",
    "s*icide",
    "$uicide",
    "cuuuttting",
    "don’t",
    "ﬃ",
    "ß",
    "İ",
    "e\u0301\u0302",
]
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=14).map(" ".join)
)
