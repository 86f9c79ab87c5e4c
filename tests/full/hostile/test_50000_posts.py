"""Fifty thousand hostile posts over every field of every form: `make test FULL=hostile`. Fifty chunks; what each
found is kept in var/results/hostile/, so that a run that was cut goes on where it stopped."""

import json

import pytest
from django.db import connection

from tests.access.hostile import posts
from tests.access.hostile.posts import Sender
from tests.access.test_hostile_posts import clients, every_form  # noqa: F401  fixtures
from tests.faults.building import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.services]
CHUNKS, EACH = 50, 1_000
RESULTS = ROOT / "var" / "results" / "hostile"


@pytest.fixture(autouse=True)
def _on_postgresql(building):
    if connection.vendor != "postgresql":
        pytest.fail("SQLite takes what PostgreSQL refuses: run `make test FULL=hostile`.")


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_server_error(chunk, every_form, clients):  # noqa: F811
    kept, of = RESULTS / f"{chunk:03d}.json", sorted(map(str, every_form))
    if kept.exists() and json.loads(kept.read_text())["of"] == of:
        pytest.skip("already sent to these forms")
    with Sender(clients) as sender:
        result = posts.storm(sender, every_form, EACH, seed=chunk)
    assert result.wrong == [], "\n".join(result.wrong[:20])
    RESULTS.mkdir(parents=True, exist_ok=True)
    kept.write_text(
        json.dumps(
            {"of": of, "posts": result.posts, "statuses": result.statuses, "fields": result.fields}, indent=1
        )
    )


@pytest.mark.alone
def test_every_field_was_hit_and_all_were_sent():
    """Of all chunks together, the kept ones too."""
    found = [json.loads(path.read_text()) for path in sorted(RESULTS.glob("*.json"))]
    fields: dict[str, int] = {}
    for one in found:
        for name, count in one["fields"].items():
            fields[name] = fields.get(name, 0) + count
    print(
        f"{sum(one['posts'] for one in found)} posts over {len(fields)} fields, the fewest {min(fields.values())}"
    )
    assert sum(one["posts"] for one in found) == CHUNKS * EACH
    assert min(fields.values()) > 100
