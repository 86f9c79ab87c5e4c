"""However a word is disguised, it is read, and what is highlighted reads as that word again."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from community.utterances.views_of_text import Views, views_of
from tests.unit.utterances.texts import VOCABULARY

WORDS = st.sampled_from(
    ["cutting", "purged", "purging", "suicide", "suicidal", "selfharm", "myself", "bleeding"]
)
INVISIBLE = st.sampled_from(["\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\ufeff"])
MARKS = st.sampled_from(["\u0301", "\u0336", "\u0308", "\u20dd"])
BESIDE = st.sampled_from(
    ["", "I ", "so 👩\u200d⚕️ ", "🏳️\u200d🌈 ", "e\u0301te\u0301 ", "<b>", "&nbsp;", "\u202etac\u202c ", "…  "]
)
LOOKS = str.maketrans("aeopcyxi", "аеорсухі")


@st.composite
def disguised(draw: st.DrawFn) -> tuple[str, str]:
    """(the word, what a member made of it)."""
    word = draw(WORDS)
    way = draw(
        st.sampled_from(
            ["invisible", "marks", "wide", "look-alike", "entity", "upper", "joined", "bold", "turned"]
        )
    )
    at = draw(st.integers(1, len(word) - 1))
    if way == "invisible":
        return word, word[:at] + draw(INVISIBLE) + word[at:]
    if way == "marks":
        return word, "".join(letter + draw(MARKS) for letter in word)
    if way == "wide":
        return word, "".join(chr(ord(letter) + 0xFEE0) for letter in word)
    if way == "look-alike":
        return word, word[0] + word[1:].translate(LOOKS) if word[0] not in "aeopcyxi" else word
    if way == "entity":
        return word, word[:at] + f"&#{ord(word[at])};" + word[at + 1 :]
    if way == "upper":
        return word, word.upper()
    if way == "joined":
        return word, draw(st.sampled_from("-._ ")).join(word)
    return word, f"{word[:at]}<b>{word[at:]}</b>" if way == "bold" else f"\u202e{word[::-1]}\u202c"


def read_as(views: Views, word: str) -> list[tuple[int, int]]:
    """Raw spans of all that is read as the word."""
    plain = [(t.start, t.end) for t in views.tokens if t.word == word]
    return plain + [views.raw_span(r.first, r.last) for r in views.readings if r.word == word]


@given(BESIDE, disguised(), st.sampled_from(["", " again", " 😔", "!", "</b>", " e\u0301"]))
@settings(max_examples=400, deadline=None)
def test_a_highlighted_slice_reads_as_the_word_again(before: str, pair: tuple[str, str], after: str) -> None:
    word, written = pair
    assume(not (before and before[-1].isalnum()))
    raw = before + written + after
    spans = read_as(views_of(raw, VOCABULARY), word)
    assert spans
    start, end = spans[0]
    shown = raw[start:end]
    # A slice taken from inside an override is read in the order it was shown in.
    turned = ("\u202e" + shown) if "\u202e" in written else shown
    assert read_as(views_of(turned, VOCABULARY), word)
    assert start >= len(before)
