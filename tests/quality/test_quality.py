"""How well the starter pack reads texts whose reading is known, and texts that guided nothing.

The floors are what it reaches today: raise them with the rules. `python -m tests.quality` prints the table.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from risk_jobs.screening.pack import starter_judge
from tests.quality.texts import ALL, Counts, measure, read

TEXTS = read([Path(__file__).with_name("texts.jsonl")])
KNOWN_RECALL = {
    "all": 0.95,
    "emoji": 0.81,
    "html_entities": 0.98,
    "hyphens": 0.86,
    "hypothetical": 0.93,
    "lookalike": 0.98,
    "metaphor": 0.98,
    "misspelt": 0.98,
    "negated": 0.98,
    "no_keyword": 0.93,
    "obfuscated": 0.98,
    "past": 0.98,
    "plain": 0.98,
    "quoted": 0.92,
    "slang": 0.98,
    "spaced": 0.98,
    "third_person": 0.98,
    "upper_case": 0.95,
    "zero_width": 0.98,
}
SEALED = [
    ("sealed.jsonl.gz", 0.90, 0.83),
    ("sealed_five.jsonl.gz", 0.87, 0.79),
    ("sealed_ten.jsonl.gz", 0.68, 0.82),
    ("sealed_last.jsonl.gz", 0.72, 0.83),
    ("sealed_plain.jsonl.gz", 0.84, 0.78),
]


@pytest.fixture(scope="module")
def known() -> dict[str, Counts]:
    return measure((t for t in TEXTS if not t.held_out), starter_judge().verdict)


@pytest.mark.parametrize(("phenomenon", "floor"), KNOWN_RECALL.items())
def test_no_way_of_wording_is_heard_less_than_before(known, phenomenon, floor) -> None:
    assert known[phenomenon].recall >= floor


def test_what_is_flagged_deserves_it(known) -> None:
    assert known[ALL].precision >= 0.94
    assert known[ALL].false_alarms <= 0.07
    assert known[ALL].shown_as_routine <= 0.05


@pytest.mark.parametrize(("name", "recall", "precision"), SEALED)
def test_texts_that_guided_nothing_are_measured_and_not_lost_again(name, recall, precision) -> None:
    found = measure(read([Path(__file__).with_name(name)]), starter_judge().verdict)[ALL]
    assert found.recall >= recall
    assert found.precision >= precision
    assert found.shown_as_routine <= 0.05


def test_a_pair_is_never_parted() -> None:
    side = {t.id: t.held_out for t in TEXTS}
    assert all(side[t.pair] == t.held_out for t in TEXTS if t.pair in side)
