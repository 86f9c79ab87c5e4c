"""Everybody at every address: the quick part. The whole of it: tests/full/access (`make test FULL=access`)."""

import pytest

from tests.access.matrix import run, table, world

STANDINGS, QUICK = table.standings(), 4


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
def test_nobody_reads_or_does_more_than_the_table_says(who, whole_world):
    holds(run.walk(whole_world, who, ["get", "post"], only=share_of(who)))


def share_of(who: table.Standing) -> list[str]:
    """A quarter of the addresses, another for each standing, so that every address is asked by several."""
    number = STANDINGS.index(who)
    return [route for at, route in enumerate(run.open_routes()) if (at + number) % QUICK == 0]


def test_every_address_is_asked_by_somebody():
    assert {route for who in STANDINGS for route in share_of(who)} == set(run.open_routes())


def holds(result: run.Result) -> None:
    assert not result.leaks, "\n".join(result.leaks[:20])
    assert not result.wrong, f"{len(result.wrong)}:\n" + "\n".join(result.wrong[:40])
