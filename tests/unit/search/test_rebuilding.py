"""Who begins a new index at the same moment as another, or takes over a dead run with another: one of them does it."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from search import rebuilding
from search.backends.base import SearchIsDown
from search.models import Rebuild


@pytest.fixture
def indices(db):
    made = []
    return SimpleNamespace(made=made, full="texts-{}".format, make=made.append, exists=lambda name: True)


def test_of_two_who_begin_at_once_one_makes_an_index(indices):
    rebuilding._begin(indices)
    with pytest.raises(rebuilding.Busy, match="Another process"):
        rebuilding._begin(indices)
    assert (Rebuild.objects.count(), len(indices.made)) == (1, 1)


def test_of_two_who_find_a_dead_run_one_goes_on_with_it(indices):
    dead = rebuilding._begin(indices)
    Rebuild.objects.update(beat_at=timezone.now() - rebuilding.DEAD_AFTER)
    assert rebuilding._unfinished(indices) == dead
    with pytest.raises(rebuilding.Busy):
        rebuilding._unfinished(indices)


def test_an_engine_that_does_not_answer_leaves_nothing_to_wait_for(indices):
    def away(name):
        raise SearchIsDown("It does not answer.")

    indices.make = away
    with pytest.raises(SearchIsDown):
        rebuilding._begin(indices)
    assert not Rebuild.objects.exists()
