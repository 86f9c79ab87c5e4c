"""What the pre-filter and the bits leave out could not have matched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.utterances.stems import IRREGULAR, regular_forms, stem
from community.utterances.views_of_text import views_of
from risk_jobs.screening.judge import JudgedText
from risk_jobs.screening.pack import FOLDER, starter_judge
from tests.quality.test_quality import TEXTS

SENTENCES = [part for text in TEXTS for part in text.text.split(". ")]


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(". ".join))
@settings(max_examples=60, deadline=None)
def test_every_alternative_that_matches_is_a_candidate_with_all_its_bits(raw: str) -> None:
    judge = starter_judge()
    views = views_of(raw, judge.lexicon.vocabulary)
    text, candidates = JudgedText(views, judge.needs, judge.symbols), judge.candidates(views)
    for at, (_, clause) in enumerate(judge.alternatives):
        if clause.find(text):
            wanted = judge.needs.of(clause)
            assert at in candidates
            assert wanted & text.live == wanted


def test_every_real_word_is_among_the_forms_of_its_stem() -> None:
    words = (FOLDER / "words" / "british_english.txt").read_text(encoding="utf-8").split()
    strange = [w for w in words if w not in regular_forms(stem(w)) and w not in IRREGULAR.get(stem(w), ())]
    assert all(len(stem(w)) > 4 for w in strange)  # longer stems are looked for by how they begin


@pytest.mark.parametrize("word", ["me", "us", "go", "die", "eat", "hit"])
def test_a_short_stem_waits_for_its_own_words_alone(word: str) -> None:
    assert {stem(form) for form in regular_forms(stem(word))} == {stem(word)}
