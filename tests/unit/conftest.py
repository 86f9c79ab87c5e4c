"""Unit tests ask the database: what needs the real search engine is under tests/integration/search."""

import pytest


@pytest.fixture(autouse=True)
def _search_asks_the_database(settings):
    settings.SEARCH_BACKEND = "database"
