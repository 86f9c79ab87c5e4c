"""The tests that guard what matters most are awake: each planted defect turns one of them red."""

from dataclasses import replace

import pytest

from tests.planted import runner
from tests.planted.defects import DEFECTS


@pytest.mark.services
def test_every_planted_defect_is_caught(tmp_path, capsys):
    with capsys.disabled():
        print()
        outcomes = runner.run(DEFECTS, tmp_path, print)
        print(runner.summary(outcomes))
    assert [outcome.why for outcome in outcomes if not outcome.caught] == []


def test_a_defect_that_no_longer_fits_the_code_is_not_called_caught(tmp_path):
    gone = replace(DEFECTS[-1], says="nothing of the kind\n")
    [outcome] = runner.run([gone], tmp_path, print)
    assert not outcome.caught
    assert "describe the defect anew" in outcome.why


def test_a_change_that_breaks_nothing_is_not_called_caught(tmp_path):
    harmless = replace(DEFECTS[-1], lies=DEFECTS[-1].says + "\n")
    [outcome] = runner.run([harmless], tmp_path, print)
    assert not outcome.caught
