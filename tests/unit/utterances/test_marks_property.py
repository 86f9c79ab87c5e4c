from hypothesis import given
from hypothesis import strategies as st

from community.utterances.marks import Piece, excerpt, pieces


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6))
def test_the_pieces_together_are_the_text(text, spans):
    found = pieces(text, spans)
    assert "".join(piece.text for piece in found) == text
    marked = {at for start, end in spans for at in range(max(0, start), min(end, len(text)))}
    at = 0
    for piece in found:
        assert all((place in marked) == piece.marked for place in range(at, at + len(piece.text)))
        at += len(piece.text)


def test_an_excerpt_keeps_the_marked_words():
    text = "a" * 200 + "purging" + "b" * 200
    assert Piece("purging", True) in excerpt(text, [(200, 207)])


@given(st.integers(0, 200))
def test_a_long_word_before_them_does_not_push_them_out(letters):
    text = f"see {'h' * letters} purging again since Sunday, and more of it. " * 3
    at = text.index("purging")
    assert Piece("purging", True) in excerpt(text, [(at, at + 7)], length=160)
