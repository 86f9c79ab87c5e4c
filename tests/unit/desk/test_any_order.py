"""Anything in any order, in a small walk; `make test FULL=desk` walks 500 times as far on PostgreSQL."""

import random

import pytest

from risk_jobs.desk import timing
from risk_jobs.desk.models import Case
from risk_jobs.words import actions as words
from tests.unit.desk.walker import Walk
from tests.unit.words.conftest import dora, text  # noqa: F401


@pytest.mark.parametrize("seed", range(3))
def test_every_text_is_judged_or_owed_and_no_open_case_is_lost(seed, building, dora):  # noqa: F811
    draft = words.start_rule(text=text(), service=None, by=building.cleo, why="Heard in the room")
    walk = Walk(building, random.Random(seed), drafts=[draft], publisher=dora)
    walk.go(20)
    assert len(walk.was) == 20


def test_the_walker_sees_a_case_that_the_clock_has_forgotten(building, say):
    walk = Walk(building, random.Random(1))
    say(building.mia, building.harbour, "I have been purging again since Sunday and I cannot tell anyone.")
    walk.check()
    timing._stop(Case.objects.get(), *Case.objects.get().timers.values_list("work", flat=True))
    with pytest.raises(AssertionError):
        walk.check()
