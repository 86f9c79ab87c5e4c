"""`make test FULL=search`: five thousand random queries by each of ten people, through both backends. Killed, it goes on
after the last thousand that were right: var/results/queries.json."""

import json

import pytest

from tests.faults.building import ROOT
from tests.integration.search.conftest import elastic, engine  # noqa: F401
from tests.integration.search.test_random_queries import talking, walk  # noqa: F401

pytestmark = pytest.mark.django_db
RESULT = ROOT / "var" / "results" / "queries.json"
A_PIECE, PIECES, TEXTS = 250, 20, 40


@pytest.mark.parametrize("piece", range(PIECES))
def test_a_piece_of_five_thousand(piece, talking, building, request):  # noqa: F811
    done = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    name = f"{request.node.name} of {A_PIECE}"
    if name in done:
        return
    assert walk(building, talking(TEXTS, seed=piece), A_PIECE) == []
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(done | {name: A_PIECE}, indent=2) + "\n")
