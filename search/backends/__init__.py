"""Which engine answers: `SEARCH_BACKEND`, database or elastic."""

from functools import cache

from django.conf import settings

from search.backends.base import Backend


def backend() -> Backend:
    """The one this installation searches by; made on first use, after a worker was forked."""
    if settings.SEARCH_BACKEND == "elastic":
        return _elastic(
            settings.ELASTICSEARCH_URL,
            settings.SEARCH_INDEX_PREFIX,
            settings.SEARCH_TIMEOUT_S,
            settings.ELASTICSEARCH_API_KEY,
            settings.ELASTICSEARCH_CA,
        )
    return fallback()


@cache
def _elastic(url: str, prefix: str, timeout_s: float, api_key: str, ca: str) -> Backend:
    from search.backends.elastic import ElasticBackend

    return ElasticBackend(url, prefix=prefix, timeout_s=timeout_s, api_key=api_key, ca=ca)


@cache
def fallback() -> Backend:
    """The database, which also answers while the engine is down."""
    from search.backends.database import DatabaseBackend

    return DatabaseBackend()
