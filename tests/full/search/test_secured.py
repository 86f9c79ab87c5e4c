"""With security and TLS on, by the key of docs/search.md: everything works, and nothing else is in reach."""

import secrets

import pytest
from django.core.management import call_command
from elasticsearch import AuthorizationException

from community.utterances.models import Utterance
from search import tasks
from search.backends import backend
from search.backends.base import Query, SearchIsDown
from search.rebuilding import rebuild
from search.terms import parse
from tests.full.search.secured import secured_node
from tests.integration.search.conftest import write  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def node():
    with secured_node() as found:
        yield found


@pytest.fixture
def secured(node, settings):
    prefix = f"alongside-{secrets.token_hex(3)}-"
    settings.SEARCH_BACKEND, settings.SEARCH_INDEX_PREFIX, settings.SEARCH_TIMEOUT_S = "elastic", prefix, 20.0
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_CA = node.url, node.ca
    settings.ELASTICSEARCH_API_KEY = node.api_key(prefix)
    return node


def test_all_that_search_does_works_by_the_key(secured, write, capsys):  # noqa: F811
    said = write("purging again")
    tasks.pay_index_debts()
    assert not Utterance.objects.unindexed().exists()
    assert rebuild(lambda taken, of: None) == 1
    rebuild(lambda taken, of: None)
    engine = backend()
    query = Query(frozenset({said.room_id}), parse("purge"))
    assert [hit.ref for hit in engine.search(query).hits] == [said.ref]
    assert engine.named({"one": query}, [said.ref]) == {"one": {said.ref}}
    call_command("search_status")
    assert "documents      1" in capsys.readouterr().out


def test_the_key_reaches_nothing_else(secured, write):  # noqa: F811
    secured.ask("PUT", "/payroll/_doc/1?refresh=true", {"salary": 1})
    client = backend().client
    for ask in (
        lambda: client.search(index="payroll"),
        lambda: client.indices.create(index="alongsid-other"),
        lambda: client.cluster.health(),
        lambda: client.security.get_user(),
        lambda: client.cluster.put_settings(persistent={"action.auto_create_index": "true"}),
    ):
        with pytest.raises(AuthorizationException):
            ask()
    assert client.search(index="*")["hits"]["hits"] == []


@pytest.mark.parametrize("missing", ["ELASTICSEARCH_API_KEY", "ELASTICSEARCH_CA"])
def test_without_the_key_or_the_authority_search_is_down_and_nothing_is_lost(
    missing,
    secured,
    settings,
    write,  # noqa: F811
):
    said = write("purging")
    setattr(settings, missing, "")
    with pytest.raises(SearchIsDown):
        backend().search(Query(frozenset({said.room_id}), parse("purge")))
    assert tasks.pay_index_debts() == 0
    assert Utterance.objects.unindexed().count() == 1
