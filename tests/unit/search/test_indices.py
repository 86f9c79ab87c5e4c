"""The alias of the index, beside a cluster that only writes down what it is asked. The real one: test_jobs.py."""

from types import SimpleNamespace

import pytest

from search.backends.indices import Indices


class Cluster:
    def __init__(self, leads_to):
        self.leads_to, self.steps = leads_to, None

    def refresh(self, index): ...

    def exists_alias(self, name):
        return bool(self.leads_to)

    def get_alias(self, name):
        return SimpleNamespace(body={name: {} for name in self.leads_to})

    def update_aliases(self, actions):
        self.steps = actions


@pytest.mark.parametrize(
    ("led_to", "gone"),
    [(["old"], ["old"]), ([], []), (["new"], []), (["new", "old"], ["old"])],
)
def test_a_swap_takes_the_old_indices_away_and_never_the_one_it_leads_to(led_to, gone):
    cluster = Cluster(led_to)
    engine = SimpleNamespace(alias="texts", patient=SimpleNamespace(indices=cluster), reach=lambda ask: ask())
    Indices(engine).swap_to("new")
    removed = [step["remove_index"]["index"] for step in cluster.steps if "remove_index" in step]
    assert removed == gone
    assert cluster.steps[-1] == {"add": {"index": "new", "alias": "texts"}}
