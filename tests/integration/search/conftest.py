"""A search engine of the test's own: its own index, gone afterwards."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest

from community.utterances.models import Kind, Utterance
from search import backends, tasks
from search.backends.base import Backend

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def elastic(db, settings, elasticsearch_url):
    """The building searches by the real Elasticsearch."""
    settings.SEARCH_BACKEND = "elastic"
    settings.ELASTICSEARCH_URL = elasticsearch_url
    settings.SEARCH_TIMEOUT_S = 10.0
    settings.SEARCH_INDEX_PREFIX = f"alongside-test-{secrets.token_hex(4)}-"
    engine = backends.backend()
    yield engine
    engine.breaker.close()
    held = engine.patient.indices.get(index=f"{settings.SEARCH_INDEX_PREFIX}*").body
    for name in held:
        engine.patient.indices.delete(index=name)


@pytest.fixture(params=["database", pytest.param("elastic", marks=pytest.mark.services)])
def engine(request, db, settings) -> Backend:
    if request.param == "elastic":
        return request.getfixturevalue("elastic")
    settings.SEARCH_BACKEND = "database"
    return backends.backend()


@pytest.fixture
def write(building):
    """`write(text, …)` puts an utterance straight into the database, each a minute later than the last."""
    numbers = iter(range(1, 1_000_000))

    def written(text: str, **fields) -> Utterance:
        number = next(numbers)
        given = {
            "kind": Kind.POST,
            "source_id": 1_000_000 + number,
            "author": building.mia,
            "room": building.harbour,
            "service": building.eating_disorders,
            "said_at": NOON + timedelta(minutes=number),
            "text": text,
        }
        return Utterance.objects.create(**(given | fields))

    return written


@pytest.fixture
def indexed(engine):
    """Call it when everything is written: all that is owed is indexed and can be found."""

    def settle() -> Backend:
        tasks.pay_index_debts()
        assert not Utterance.objects.unindexed().exists()
        engine.settle()
        return engine

    return settle
