"""The whole access matrix: every standing x every open route x every thing x seven methods; and two hundred worlds.

One result line for each standing is kept in var/results/access/, so that a run that was cut goes on where it stopped."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.access.matrix import answers, run, table
from tests.access.test_matrix import _media_in_a_folder_of_its_own, whole_world  # noqa: F401  fixtures
from tests.access.test_two_worlds import HIDDEN, clients, differences  # noqa: F401  a fixture

RESULTS = Path("var/results/access")


@pytest.mark.django_db
@pytest.mark.parametrize("who", table.standings(), ids=str)
def test_everything_is_asked_by_every_method(who, whole_world):  # noqa: F811
    kept = RESULTS / f"{who.name.replace(' ', '_').replace(',', '')}.json"
    stamp = [sorted(run.open_routes()), [str(row) for row in table.addresses()]]
    if kept.exists() and json.loads(kept.read_text())["of"] == stamp:
        pytest.skip("already asked of these routes")
    result = run.walk(whole_world, who, answers.METHODS)
    print(f"{who}: {result.calls} calls, {len(result.wrong)} wrong, {len(result.leaks)} leaks")
    assert not result.leaks, "\n".join(result.leaks[:20])
    assert not result.wrong, f"{len(result.wrong)}:\n" + "\n".join(result.wrong[:40])
    RESULTS.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({"of": stamp, "calls": result.calls, "statuses": result.statuses}))


@settings(
    max_examples=200, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(hidden=HIDDEN)
@pytest.mark.django_db
def test_two_hundred_worlds(hidden, building, clients):  # noqa: F811
    found = differences(hidden, building, clients)
    assert not found, "\n".join(found)
