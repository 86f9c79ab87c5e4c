"""The whole of `tests/integration/test_vault_rotation.py`: `make test FULL=vault`."""

import pytest

from tests.integration.test_vault_rotation import KILLS, _on_postgresql, rotate_under_fire  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


def test_killed_20_times_over_100000_rows(building, settings):
    said = rotate_under_fire(building, settings, rows=100_000, kills=KILLS, longest_s=1.5)
    assert said.pop("killed") == KILLS
    assert set(said.values()) == {0}, said
