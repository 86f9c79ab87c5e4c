"""What people type is read by our own grammar, whatever it is."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import Analysed
from search.matching import highlights, matches
from search.terms import LONGEST_QUERY, MOST_TERMS, Form, Term, parse


def test_each_sort_of_term():
    read = parse('purging "been  Purging" laxat* -leaflet -"on the leaflet"')
    assert read.all_of == (
        Term(("purg",)),
        Term(("been", "purging"), Form.EXACT),
        Term(("laxat",), Form.PREFIX),
    )
    assert read.none_of == (Term(("leaflet",)), Term(("on", "the", "leaflet"), Form.EXACT))


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("self-harm", (Term(("self", "harm")),)),
        ("self-har*", (Term(("self",)), Term(("har",), Form.PREFIX))),
        ("“smart quotes”", (Term(("smart", "quotes"), Form.EXACT),)),
        ('never "closed', (Term(("never",)), Term(("closed",), Form.EXACT))),
        ("a*", (Term(("a",)),)),
        ("word word word", (Term(("word",)),)),
        ("ｃｕｔｔｉｎｇ", (Term(("cut",)),)),
        ("", ()),
        ('* - -- "" -"" ?', ()),
    ],
)
def test_odd_ones(typed, terms):
    assert parse(typed).all_of == terms


SYNTAX = [*'"*-+()[]{}:~^/!', "\\", "AND", "OR", "NOT", "TO", "&&", "||"]
WORDS = ["text", "_all", "*:*", "purging", "a", "é", "ﬁ", "\u200b", "\x00", "\ud800", "🔪", "%"]
WORDS += ["' OR 1=1 --", "{{7*7}}", "<script>"]


def nasty(seed: int) -> str:
    dice = random.Random(seed)
    pieces = dice.choices(SYNTAX + WORDS, k=dice.randint(1, 60))
    return dice.choice(["", " "]).join(pieces) * dice.choice([1, 1, 1, 50])


def test_ten_thousand_nasty_ones_are_read_in_time_and_kept_small():
    started = time.monotonic()
    for seed in range(10_000):
        read = parse(nasty(seed))
        assert len(read.all_of) <= MOST_TERMS
        assert all(len(term.words) <= MOST_TERMS for term in read.all_of + read.none_of)
    assert time.monotonic() - started < 20


@given(st.text(max_size=LONGEST_QUERY * 2))
def test_never_raises(typed):
    read = parse(typed)
    assert all(word and " " not in word for term in read.all_of for word in term.words)


@given(st.text(max_size=200), st.text(max_size=40))
def test_highlights_lie_in_the_text_and_apart(text, typed):
    spans = highlights(parse(typed).all_of, text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= start < end <= len(text) for start, end in spans)


def found(typed: str, text: str) -> bool:
    return matches(parse(typed), Analysed(text))


@pytest.mark.parametrize("form", ["purge", "purges", "purged", "purging", "PURGING", "pur\u200bging"])
def test_a_word_is_found_in_any_of_its_forms(form):
    assert found("purging", f"I have {form} today.")
    assert found(form, "No purging today")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("hoping", "I hope"), ("hopping", "a hop"), ("cries", "crying"), ("controlled", "in control"),
        ("installing", "install"), ("restricted", "restricting again"), ("calories", "one calorie"),
        ("relapse", "relapsing"), ("used", "using"), ("passes", "it will pass"), ("sister's", "my sisters"),
    ],
)  # fmt: skip
def test_forms(typed, text):
    assert found(typed, text)


@pytest.mark.parametrize(("typed", "text"), [("art", "an artist"), ("hat", "hate"), ("hop", "I hope")])
def test_not_another_word(typed, text):
    assert not found(typed, text)


def test_exact_words_are_not_stemmed_and_stand_side_by_side():
    assert found('"been purging"', "she has Been  purging")
    assert not found('"been purging"', "she had been purged")
    assert not found('"been purging"', "been on about purging")


def test_letters_spaced_out_are_found_and_marked_where_they_stand():
    text = "I keep c-u-t-t-i-n-g &amp; hiding"
    (span,) = highlights(parse("cutting").all_of, text)
    assert text[slice(*span)] == "c-u-t-t-i-n-g"


def test_every_place_is_marked_once():
    text = "Purging. purged and “purging”"
    spans = highlights(parse('purge "purging" purg*').all_of, text)
    assert [text[a:b] for a, b in spans] == ["Purging", "purged", "purging"]
