"""The whole access matrix: every standing x every open route x every thing x seven methods; and two hundred worlds.

One result line for each standing is kept in var/results/access/, so that a run that was cut goes on where it stopped."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.access import test_two_worlds
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
    with answers.unobserved():
        result = run.walk(whole_world, who, answers.METHODS)
    print(f"{who}: {result.calls} calls, {len(result.wrong)} wrong, {len(result.leaks)} leaks")
    assert not result.leaks, "\n".join(result.leaks[:20])
    assert not result.wrong, f"{len(result.wrong)}:\n" + "\n".join(result.wrong[:40])
    _keep(kept, {"of": stamp, "calls": result.calls, "statuses": result.statuses})


PARTS, WORLDS_EACH = 10, 20


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.django_db
def test_two_hundred_worlds(part, building, clients, time_machine):  # noqa: F811
    """Each part draws its own worlds. Time stands still, so that the world without is asked once a part."""
    kept = RESULTS / f"worlds_{part}.json"
    stamp = hashlib.sha256(Path(test_two_worlds.__file__).read_bytes()).hexdigest()
    if kept.exists() and json.loads(kept.read_text())["of"] == stamp:
        pytest.skip("these worlds were looked at already")
    time_machine.move_to(timezone.now(), tick=False)
    drawn, without = [], {}

    @seed(part)
    @settings(
        max_examples=WORLDS_EACH, phases=[Phase.generate], database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    @given(hidden=HIDDEN)
    def look(hidden):
        drawn.append(hidden)
        found = differences(hidden, building, clients, without)
        assert not found, "\n".join(found)

    with answers.unobserved():
        look()
    print(f"part {part}: {len(drawn)} worlds, {sum(map(len, drawn))} hidden things, 0 differences")
    _keep(kept, {"of": stamp, "worlds": drawn})


def _keep(kept: Path, result: dict[str, Any]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(result))
