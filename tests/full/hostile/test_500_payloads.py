"""All five hundred payloads through every kind of text, on every page, for every role: `make test FULL=hostile`. Twenty-five
batches; what was done is kept in var/results/payloads/, so that a run that was cut goes on where it stopped."""

import json

import pytest

from tests.access.hostile.payloads import COUNT, payload
from tests.faults.building import ROOT
from tests.integration.test_stored_payloads import (
    _playwright_keeps_a_loop,  # noqa: F401  a fixture
    alive,
    look,
    write_everywhere,
)

pytestmark = [pytest.mark.journey, pytest.mark.services, pytest.mark.django_db(transaction=True)]
BATCHES = 25
RESULTS = ROOT / "var" / "results" / "payloads"


@pytest.mark.parametrize("batch", range(BATCHES))
def test_nothing_runs_and_no_outside_host_is_asked(batch, browser, live_server, building):
    numbers = list(range(batch, COUNT, BATCHES))
    kept, of = RESULTS / f"{batch:02d}.json", [payload(n) for n in numbers]
    if kept.exists() and json.loads(kept.read_text())["of"] == of:
        pytest.skip("already opened")
    lively = alive(browser, live_server.url, numbers)
    pages = write_everywhere(building, of)
    wrong = list(look(browser, live_server.url, building, pages))
    assert wrong == []
    RESULTS.mkdir(parents=True, exist_ok=True)
    opened = {handle: len(addresses) for handle, addresses in pages.items()}
    kept.write_text(json.dumps({"of": of, "alive as they are": lively, "pages opened": opened}, indent=1))
