"""Fixtures that every test may ask for. The cast and its building: tests/cast.py."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone
from hypothesis import settings as hypothesis
from playwright.sync_api import Browser, sync_playwright

from community.people.chain import triggers
from tests import cast, sharing
from tests.faults.building import Site
from tests.journeys import building as buildings

QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

# Machines are noisy: a slow example says nothing about the code.
hypothesis.register_profile("house", deadline=None)
hypothesis.load_profile("house")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser comes last: playwright keeps a loop running in the tests' thread, beside which no asyncio test runs."""
    items[:] = sharing.of(items)
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def _nothing_cached_from_another_test():
    """Row ids start again in each test; what the cache knows by them would be about other rows."""
    cache.clear()


@pytest.fixture(autouse=True)
def _media_in_a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _judged_by_the_rules_of_this_test(request, monkeypatch):
    """Each looks afresh which rules are live; a test without a database is judged by the starter pack."""
    from risk_jobs.words import live

    live.look_again()
    if not {"db", "transactional_db", "building"} & set(request.fixturenames):
        monkeypatch.setattr(live, "_stamp", lambda: "")


@pytest.fixture(autouse=True)
def _files_beside_the_database_in_a_folder_of_their_own(settings, tmp_path):
    settings.AUDIT_HEAD_FILE = str(tmp_path / "audit-head.json")
    settings.ERASURE_LEDGER = str(tmp_path / "erasures.jsonl")


@pytest.fixture(autouse=True, scope="session")
def _a_test_may_empty_the_audit_log():
    """Tests that commit end by emptying all tables, which the audit log's triggers refuse."""
    tear_down = TransactionTestCase._fixture_teardown

    def with_triggers_lifted(self):
        triggers.lift(connection)
        tear_down(self)
        triggers.lay(connection)

    TransactionTestCase._fixture_teardown = with_triggers_lifted
    yield
    TransactionTestCase._fixture_teardown = tear_down


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The cast stands in the test database from the start; each test rolls back what it did to them."""
    with django_db_blocker.unblock():
        cast.find() or cast.build()


@pytest.fixture
def building(db) -> cast.Building:
    """The cast, fresh from the database; built again after a test that emptied it."""
    return cast.find() or cast.build()


def _one(name: str):
    @pytest.fixture(name=name)
    def person_or_place(building):
        return getattr(building, name.rstrip("_"))

    return person_or_place


for _name in cast.Building.__dataclass_fields__:
    # `max` is a builtin, hence `max_` as a fixture.
    _fixture_name = "max_" if _name == "max" else _name
    globals()[_fixture_name] = _one(_fixture_name)


@pytest.fixture
def sign_in():
    """`sign_in(person)` returns a client signed in as them, with the second factor for staff."""

    def signed_in(person) -> Client:
        return cast.sign_in(Client(), person)

    return signed_in


@pytest.fixture
def later(time_machine):
    """`later(minutes=5)`: that much time passes."""
    time_machine.move_to(timezone.now(), tick=True)
    return lambda **how_long: time_machine.shift(timedelta(**how_long))


@pytest.fixture
def say():
    return cast.say


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    """The address of the real Elasticsearch that `make test` started."""
    url = os.environ.get("ELASTICSEARCH_URL", "")
    if not url:
        pytest.fail(
            "ELASTICSEARCH_URL is not set: run `make test`, or `make services` and export what it prints."
        )
    return url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, for all tests that look at pages."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        pytest.fail("No Chromium: run `make test`, or install Debian's package chromium.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Path:
    """The data folder of a demo building without services, migrated and loaded once; a test opens a copy."""
    return buildings.prepare_once(tmp_path_factory.mktemp("prepared") / "data")


@pytest.fixture(scope="session")
def demo(tmp_path_factory, elasticsearch_url) -> Iterator[Site]:
    """A demo building on the real services, put up once and never opened; a test opens a copy."""
    site = Site(f"demo_{os.getpid()}", tmp_path_factory.mktemp("demo"))
    try:
        site.put_up()
        yield site
    finally:
        site.throw_away()
