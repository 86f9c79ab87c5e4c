"""Everybody at every address: the quick part. The whole of it: tests/full/access (`make test FULL=access`)."""

import pytest

from tests.access.matrix import run, table, world

STANDINGS = table.standings()


@pytest.fixture(scope="module")
def whole_world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once for all standings, and rolled back."""
    from django.conf import settings
    from django.db import transaction

    from tests import cast

    kept = settings.MEDIA_ROOT
    with django_db_blocker.unblock(), transaction.atomic():
        settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
        yield world.build(cast.find() or cast.build())
        transaction.set_rollback(True)
        settings.MEDIA_ROOT = kept


@pytest.fixture(autouse=True)
def _media_in_a_folder_of_its_own():
    """The world keeps its own."""


def test_the_table_names_every_address_that_is_not_closed():
    missing = run.not_in_the_table()
    assert not missing, f"Say in tests/access/matrix/addresses.tsv to whom these open: {missing}"


@pytest.mark.django_db
@pytest.mark.parametrize("who", STANDINGS, ids=str)
def test_nobody_reads_more_than_the_table_says(who, whole_world):
    holds(run.walk(whole_world, who, ["get"]))


@pytest.mark.django_db
@pytest.mark.parametrize("who", STANDINGS, ids=str)
def test_nobody_does_more_than_the_table_says(who, whole_world):
    """Wagtail's many addresses are posted to in the whole run only."""
    holds(
        run.walk(whole_world, who, ["post"], only=[r for r in run.open_routes() if not r.startswith("cms/")])
    )


def holds(result: run.Result) -> None:
    assert not result.leaks, "\n".join(result.leaks[:20])
    assert not result.wrong, f"{len(result.wrong)}:\n" + "\n".join(result.wrong[:40])
