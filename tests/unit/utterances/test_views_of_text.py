"""Every view leads back to what the member wrote."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings

from community.utterances.views_of_text import NO_VOCABULARY, NotEnoughTime, View, views_of
from tests.unit.utterances.texts import TEXTS, VOCABULARY


def readings(raw: str) -> dict[str, tuple[str, str]]:
    """What is read besides the plain words: word → (view, the raw characters it stands on)."""
    views = views_of(raw, VOCABULARY)
    return {r.word: (r.view, raw[slice(*views.raw_span(r.first, r.last))]) for r in views.readings}


@pytest.mark.parametrize(
    ("raw", "word", "view"),
    [
        ("c-u-t-t-i-n-g", "cutting", "joined"),
        ("p u r g e d", "purged", "joined"),
        ("c.u.t.t.i.n.g", "cutting", "joined"),
        ("pur ging", "purging", "joined"),
        ("cut-ting", "cutting", "joined"),
        ("cut\nting", "cutting", "joined"),
        ("self-harm", "selfharm", "joined"),
        ("cuttin", "cutting", "misspelling"),
        ("suicidel", "suicidal", "misspelling"),
        ("CUUUTTTING", "cutting", "squeezed"),
        ("su1c1de", "suicide", "digits"),
        ("k!ll", "kill", "digits"),
        ("$u1c1de", "suicide", "digits"),
        ("su*c*de", "suicide", "masked"),
        ("im", "i'm", "contraction"),
        ("🔪", "emoji:knife", "emoji"),
    ],
)
def test_a_disguised_word_is_read_and_shown_as_it_was_written(raw: str, word: str, view: str) -> None:
    assert readings(raw)[word] == (view, raw)


@pytest.mark.parametrize(
    "raw",
    [
        "ｃｕｔｔｉｎｇ",
        "cut\u200bting",
        "сutting",
        "cu&#116;ting",
        "CUTTING",
        "c̶u̶t̶t̶i̶n̶g",
        "𝒄𝒖𝒕𝒕𝒊𝒏𝒈",
        "cu<b>tt</b>ing",
        "cut&shy;ting",
        "ᴄᴜᴛᴛɪɴɢ",
        "🅲🆄🆃🆃🅸🅽🅶",
    ],
)
def test_a_disguised_letter_is_folded_and_the_whole_word_is_highlighted(raw: str) -> None:
    (token,) = views_of(raw, VOCABULARY).tokens
    assert token.word == "cutting"
    assert raw[token.start : token.end] == raw


@pytest.mark.parametrize(
    "raw",
    [
        "<I purged again>",
        "</I purged again>",
        "<!-- I purged again -->",
        '<p title="I purged again">',
        "<p I purged again>",
    ],
)
def test_what_members_can_read_never_vanishes_as_markup(raw: str) -> None:
    """A page shows a text as it was typed, angle brackets included."""
    assert {"purged", "again"} <= {token.word for token in views_of(raw, VOCABULARY).tokens}


def test_a_word_with_some_of_its_letters_in_bold_is_still_that_word() -> None:
    assert readings("cut**t**ing")["cutting"] == ("joined", "cut**t**ing")


@pytest.mark.parametrize("raw", ["purring", "artist", "and/or", "cute", "the grass"])
def test_a_real_word_is_never_corrected(raw: str) -> None:
    assert readings(raw) == {}


def test_several_spaced_words_are_told_apart() -> None:
    found = readings("i  c u t  m y s e l f")
    assert found["cut"] == ("joined", "c u t")
    assert found["myself"] == ("joined", "m y s e l f")
    assert readings("i c u t m y s e l f")["myself"] == ("joined", "m y s e l f")


def test_a_word_wholly_in_another_script_stays_in_that_script() -> None:
    assert [t.word for t in views_of("привет", VOCABULARY).tokens] == ["привет"]


@pytest.mark.parametrize(
    ("raw", "word", "shown"),
    [
        ("I \u202egnigrup\u202c again", "purging", "gnigrup"),
        ("\u202egnittuc yadot", "cutting", "gnittuc"),
        ("\u202e&#103;nigrup\u202c", "purging", "&#103;nigrup"),
    ],
)
def test_letters_turned_round_by_an_override_are_read_as_they_are_shown(raw, word, shown) -> None:
    (found,) = [t for t in views_of(raw, VOCABULARY).tokens if t.word == word]
    assert raw[found.start : found.end] == shown


def test_quoted_lines_and_blocks_are_set_apart_from_the_reply() -> None:
    raw = "> I purged\nso sorry\n[quote]cutting[/quote] take care <blockquote>kill</blockquote> it"
    quoted = {t.word for t in views_of(raw, VOCABULARY).tokens if t.quoted}
    assert {"purged", "cutting", "kill"} <= quoted
    assert not quoted & {"sorry", "take", "care", "it"}


def test_a_quotation_left_open_quotes_nothing() -> None:
    assert not any(t.quoted for t in views_of("[quote] I purged again", VOCABULARY).tokens)


def test_an_unknown_entity_and_a_lone_bracket_stay_as_written() -> None:
    assert [t.word for t in views_of("AT&T; 3 < 4 &unknownthing; x", NO_VOCABULARY).tokens] == [
        "at", "t", "3", "4", "unknownthing", "x"
    ]  # fmt: skip


def test_the_index_holds_plain_words_and_other_readings() -> None:
    assert views_of("I am cuttin", VOCABULARY).index_tokens == ["i", "am", "cuttin", "cutting"]


def test_a_view_refuses_a_span_outside_itself() -> None:
    with pytest.raises(ValueError):
        View("folded", "abc").raw_span(2, 5)


def test_time_that_is_up_is_said_and_nothing_else() -> None:
    with pytest.raises(NotEnoughTime):
        views_of("a", VOCABULARY, deadline=time.monotonic() - 1)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_every_span_lies_within_raw_and_never_comes_back_empty(raw: str) -> None:
    views = views_of(raw, VOCABULARY)
    assert all(0 <= t.start < t.end <= len(raw) for t in views.tokens)
    for r in views.readings:
        start, end = views.raw_span(r.first, r.last)
        assert 0 <= start < end <= len(raw)


@given(TEXTS)
@settings(max_examples=120, deadline=None)
def test_highlighted_slices_put_together_are_the_raw_text(raw: str) -> None:
    marks = sorted({(t.start, t.end) for t in views_of(raw, VOCABULARY).tokens})
    edges = [0]
    for start, end in marks:
        edges += [max(start, edges[-1]), max(end, edges[-1])]
    edges.append(len(raw))
    assert "".join(raw[a:b] for a, b in pairwise(edges)) == raw


@given(TEXTS)
@settings(max_examples=120, deadline=None)
def test_every_view_maps_each_of_its_characters_in_order(raw: str) -> None:
    for view in views_of(raw, VOCABULARY).views:
        spans = [view.raw_span(i, i + 1) for i in range(len(view.text))]
        assert all(0 <= a < b <= len(raw) for a, b in spans)
        if "\u202e" not in raw:  # turned round, letters stand in the order they are shown in
            assert [a for a, _ in spans] == sorted(a for a, _ in spans)


HOSTILE = {
    "one long word": "a",
    "letters": "a ",
    "tags": "<b>",
    "unclosed tags": "<b ",
    "open comments": "<!--",
    "crossed comments": "<!--x-->",
    "unclosed entities": "&amp",
    "combining marks": "c\u0336",
    "only marks": "\u0336",
    "brackets": "<",
    "quoted lines": "> x\n",
    "open quotes": "[quote]",
    "nested quotes": "[quote][/quote]",
    "dashes": "a-",
    "two scripts": "аa",
    "masks": "s*",
    "misspelt": "qxz ",
    "zero width": "c\u200b",
    "dots": "a.b.",
    "emoji": "🔪",
}


def seconds(raw: str) -> float:
    """Processor time of the fastest of three readings."""
    best = float("inf")
    for _ in range(3):
        VOCABULARY.memory.clear()
        start = time.process_time()
        views_of(raw, VOCABULARY)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_costs_in_proportion_to_its_length(piece: str) -> None:
    """Eight times the text: about eight times the cost. Anything quadratic would show sixty-four."""
    small, large = seconds(piece * (16_000 // len(piece))), seconds(piece * (128_000 // len(piece)))
    assert large < 24 * small + 0.02
