"""Which tests this process runs, where two share them: `python -m scripts.halves --share`."""

import os

import pytest


def of(items: list[pytest.Item]) -> list[pytest.Item]:
    """Every second one, in the order in which they are written; TEST_SHARE=alone: those marked so; unset: all."""
    share = os.environ.get("TEST_SHARE", "")
    if not share:
        return items
    if share == "alone":
        return [item for item in items if item.get_closest_marker("alone")]
    return [item for item in items if not item.get_closest_marker("alone")][int(share) - 1 :: 2]
