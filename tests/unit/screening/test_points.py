"""Small cues that count together: how a list is read, summed and asked for."""

from __future__ import annotations

import pytest

from community.utterances.views_of_text import views_of
from risk_jobs.screening.language import MistakeInRule, read_clause
from risk_jobs.screening.pack import starter_judge
from risk_jobs.screening.points import MistakeInList, counted, read_points, spelt, stems_of

LIST = read_points(["12: goodbye, last time", "5: night", "-7: cake"])


def total(text: str) -> int:
    return counted(stems_of(views_of(text)), LIST).total


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Goodbye.", 12),
        ("goodbye goodbye goodbye", 12),
        ("the last times", 12),
        ("the last of the times", 0),
        ("Goodbye, nights of cake", 10),
        ("nothing of it", 0),
    ],
)
def test_each_cue_counts_once_in_any_of_its_forms(text: str, points: int) -> None:
    assert total(text) == points


ENDS = read_points(["-9: …fine", "4: i…", "3: fine"])


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("The check was long and cold and slow, and it was fine", -6),
        ("It was fine, and then the check was long and cold and slow", 3),
        ("I was there", 4),
        ("They all said that I was there", 0),
        ("I was fine", -2),
    ],
)
def test_a_word_may_have_points_of_its_own_where_a_text_begins_or_ends(text: str, points: int) -> None:
    assert counted(stems_of(views_of(text)), ENDS).total == points


def test_the_end_of_a_long_text_is_where_it_ends() -> None:
    long = "word " * 400
    assert counted(stems_of(views_of(f"{long} fine")), ENDS).total == 0, (
        "the stretch with the most has no end"
    )
    assert counted(stems_of(views_of(f"I said {long}")), ENDS).total == 4


def test_a_cue_is_shown_as_its_list_has_it() -> None:
    views = views_of("I walked the long way home and was fine")
    found = counted(stems_of(views), ENDS)
    assert spelt([*found.strongest(), *found.against()], views) == "i… +4, fine +3, …fine -9"


def test_a_long_text_does_not_collect_points_from_page_to_page() -> None:
    assert total("goodbye " + "word " * 400 + "night") == 12


@pytest.mark.parametrize(
    "line",
    ["goodbye", "12 goodbye", "12: three words here", "12: ", "x: goodbye", "2: …two words", "2: …both…"],
)
def test_a_line_that_is_no_line_of_a_list_is_refused(line: str) -> None:
    with pytest.raises(MistakeInList):
        read_points([line])


@pytest.mark.parametrize(
    "written", ["points/10 worry or purge", "purge near/5 points/10 worry", "points/x worry"]
)
def test_a_sum_stands_alone_or_beside_and(written: str) -> None:
    with pytest.raises(MistakeInRule):
        read_clause(written)


def test_a_hit_shows_which_words_gave_how_many_points() -> None:
    text = "My stepdad comes in my room when my mum is on nights. He says it's our secret and nobody would believe me."
    judge = starter_judge()
    others = {rule.id for rule in judge.rules} - {"abuse.small_cues"}
    hit = next(iter(judge.verdict(text, but=others).hits))
    cue = next(c for c in hit.cues if c.name == "points_of_worry")
    assert "+" in cue.words
    assert cue.effect.endswith("needed")
    assert all(text[a:b].strip() for a, b in hit.spans)


def test_a_short_goodbye_is_never_lowered_for_want_of_other_cues() -> None:
    assert starter_judge().verdict("Goodbye everyone").priority == 1


def test_small_cues_are_silent_where_another_rule_flags_the_text() -> None:
    judge = starter_judge()
    text = "I have been purging again since Sunday and I cannot tell anyone."
    written = {rule.id for rule in judge.rules if rule.reads != "cues"}
    assert judge.verdict(text).labels == ["purging"]
    alone = judge.verdict(text, but=written)
    assert alone.priority == 2
    assert len(alone.labels) == 1
    assert judge.verdict("I haven't purged for a month and I am frightened to say it out loud.").priority == 3
