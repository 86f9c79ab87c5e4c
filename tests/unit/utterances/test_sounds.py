"""A word that is no word is read by its sound; a real one never."""

from __future__ import annotations

import pytest

from community.utterances.views_of_text import Vocabulary, views_of

TARGETS = frozenset({"restricting", "exercise", "vomiting", "suicide", "od'd"})
VOCABULARY = Vocabulary(TARGETS, TARGETS | {"exorcise", "the"}, masked=("suicide",))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("restrikteing", "restricting"),
        ("eksersise", "exercise"),
        ("s*****e", "suicide"),
        ("0D'd", "od'd"),
    ],
)
def test_a_word_written_as_it_sounds_or_in_stars_is_read(written: str, read: str) -> None:
    assert [r.word for r in views_of(f"the {written} the", VOCABULARY).readings] == [read]


@pytest.mark.parametrize("written", ["exorcise", "vimto", "Restoration", "sud"])
def test_a_real_word_and_a_name_stay_what_they_are(written: str) -> None:
    assert not views_of(f"the {written} the", VOCABULARY).readings
