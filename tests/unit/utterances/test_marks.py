"""A text is shown to the letter, and only our own mark is markup."""

from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from community.utterances.marks import EXCERPT, excerpt, pieces
from search.matching import highlights
from search.terms import parse


@given(st.text(alphabet="ab purging-c*&<\u200b", max_size=120))
def test_pieces_together_are_the_text(text):
    cut = pieces(text, highlights(parse("purging a").all_of, text))
    assert "".join(piece.text for piece in cut) == text


def test_a_long_text_is_cut_around_its_first_highlight():
    text = "word " * 400 + "purging " + "after " * 400
    shown = excerpt(text, highlights(parse("purging").all_of, text))
    assert [piece.text for piece in shown if piece.marked] == ["purging"]
    assert shown[0].text == "… "
    assert shown[-1].text == " …"
    assert sum(len(piece.text) for piece in shown) < EXCERPT + 100


def test_a_long_text_without_spaces_is_cut_too():
    shown = excerpt("x" * 5000, [(2000, 2010)])
    assert sum(len(piece.text) for piece in shown) < EXCERPT + 100
    assert [piece.text for piece in shown if piece.marked] == ["x" * 10]


def test_what_a_member_wrote_is_escaped():
    text = "<img src=x onerror=alert(1)> purging <b>"
    source = '{% include "search/pieces.html" with pieces=shown %}'
    html = (
        engines["django"]
        .from_string(source)
        .render({"shown": excerpt(text, highlights(parse("purging").all_of, text))})
    )
    assert html == "&lt;img src=x onerror=alert(1)&gt; <mark>purging</mark> &lt;b&gt;"
