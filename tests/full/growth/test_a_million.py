"""`make test FULL=growth`: a thread of a million posts and a room of a hundred thousand threads cost to read, and to
write in, what one of a thousand costs. What was counted is kept in var/results/growth.json."""

import json

import pytest

from tests.bench.growth import lengthen, reader
from tests.faults.building import ROOT
from tests.integration.test_growth import (  # noqa: F401
    _on_postgresql,
    costs,
    grows_as_it_may,
    room_grows,
    thread,
)

pytestmark = [pytest.mark.django_db, pytest.mark.services]
RESULT = ROOT / "var" / "results" / "growth.json"


def test_a_thread_grows_to_a_million_posts(thread, building):  # noqa: F811
    client, kept = reader(building.mia), {}
    before = costs(lengthen(thread, 1_000), client)
    for length in (10_000, 100_000, 1_000_000):
        after = costs(lengthen(thread, length), client)
        kept[length] = {way: {"rows": cost.rows, "at 1,000": before[way].rows} for way, cost in after.items()}
        grows_as_it_may(before, after)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(kept, indent=2) + "\n")


def test_a_room_grows_to_a_hundred_thousand_threads(thread, building):  # noqa: F811
    room_grows(thread, building, 1_000, 100_000)
