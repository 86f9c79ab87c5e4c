"""`make test FULL=desk`: 500 walks of 50 steps, on PostgreSQL. A walk that fails names its seed and what it did."""

import random

import pytest

from risk_jobs.words import actions as words
from tests.unit.desk.walker import Walk
from tests.unit.words.conftest import dora, text  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.services]
NAMES = ("zorb", "blorp")


@pytest.mark.parametrize("seed", range(500))
def test_every_text_is_judged_or_owed_and_no_open_case_is_lost(seed, building, dora):  # noqa: F811
    drafts = [
        words.start_rule(text=text(zorb=name), service=None, by=building.cleo, why="Heard in the room")
        for name in NAMES
    ]
    Walk(building, random.Random(seed), drafts=drafts, publisher=dora).go(50)
