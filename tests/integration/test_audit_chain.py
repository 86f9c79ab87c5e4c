"""Many write into the audit log at the same moment, on the real PostgreSQL: nobody waits for the sealer, nothing
forks, nothing is missing."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from community.people import audit
from community.people.chain import head, sealing, verifying
from community.people.chain.models import Seal
from community.people.models import AuditEntry
from tests.integration.test_races import all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
WRITERS, EACH = 50, 20


@pytest.fixture(autouse=True)
def _on_postgresql(building):
    if connection.vendor != "postgresql":
        pytest.fail("Row locks are shown on PostgreSQL only: run `make test`.")


def sealing_all_the_time(stop: Event, wrong: list[Exception]) -> None:
    try:
        while not stop.is_set():
            sealing.seal()
    except Exception as error:
        wrong.append(error)
    finally:
        connection.close()


def test_50_writers_and_3_sealers_at_once_leave_one_chain_without_a_gap(building):
    before = AuditEntry.objects.count()

    def write(n: int):
        def many():
            for one in range(EACH):
                with transaction.atomic():
                    audit.write(who=building.cleo, did="read case", what=f"case:{n}-{one}")

        return many

    stop, wrong = Event(), []
    sealers = [Thread(target=sealing_all_the_time, args=(stop, wrong)) for _n in range(3)]
    for sealer in sealers:
        sealer.start()
    answers = all_at_once(write(n) for n in range(WRITERS))
    stop.set()
    for sealer in sealers:
        sealer.join(60)
    while sealing.seal():
        pass
    assert [*wrong, *(answer for answer in answers if isinstance(answer, Exception))] == []
    positions = list(Seal.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, before + WRITERS * EACH + 1))
    assert not sealing.unsealed().exists()
    assert verifying.verify().is_sound


def test_between_its_rows_and_its_head_nobody_else_looks(building, monkeypatch):
    """The very first seal: rows without a head would be taken for a log whose head somebody took away."""
    audit.write(who=building.cleo, did="read case", what="case:1")
    halfway, go_on, written = Event(), Event(), head.write

    def slowly(one: head.Head) -> None:
        halfway.set()
        go_on.wait(60)
        written(one)

    monkeypatch.setattr(head, "write", slowly)
    wrong: list[Exception] = []
    sealer = Thread(target=seal_once, args=(wrong,))
    sealer.start()
    assert halfway.wait(60)
    try:
        assert sealing.seal() == 0
    finally:
        go_on.set()
        sealer.join(60)
    assert wrong == []
    assert verifying.verify().is_sound


def seal_once(wrong: list[Exception]) -> None:
    try:
        sealing.seal()
    except Exception as error:
        wrong.append(error)
    finally:
        connection.close()


def test_a_writer_does_not_wait_for_a_sealer_that_has_stopped_halfway(building):
    audit.write(who=building.cleo, did="read case", what="case:1")
    halfway, go_on = Event(), Event()

    def stand_still() -> None:
        try:
            with transaction.atomic():
                sealing.seal()
                halfway.set()
                go_on.wait(60)
        finally:
            connection.close()

    sealer = Thread(target=stand_still)
    sealer.start()
    assert halfway.wait(60)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        audit.write(who=building.cleo, did="read case", what="case:2")
        assert sealing.seal() == 0  # another sealer does not wait either
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
        go_on.set()
        sealer.join(60)
    assert sealing.seal() == 1
    assert verifying.verify().is_sound
