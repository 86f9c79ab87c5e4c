"""A thread and a room cost the same to read and to write in, however long they grow: rows touched, counted on the real
PostgreSQL. Here to 10^4; `make test FULL=growth` goes to 10^6 posts and 10^5 threads."""

import pytest
from django.db import connection

from community.rooms import actions
from community.rooms.boards import LAST_PAGE
from community.rooms.models import Thread
from tests.bench.growth import Cost, cost_of, crowd, lengthen, reader

pytestmark = [pytest.mark.django_db, pytest.mark.services]
SHORT, LONG, MOST = 1_000, 10_000, 1.25
# Of a page of twenty, with what belongs to them. A short table may be read whole, so the ratio alone says little.
MOST_ROWS = 200


@pytest.fixture(autouse=True)
def _on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.fail("Plans are those of PostgreSQL: run `make test`.")


@pytest.fixture
def thread(building) -> Thread:
    opened, _said = actions.open_thread(
        room=building.harbour, title="Evenings", body="Long.", by=building.robin
    )
    return opened


def costs(thread: Thread, client) -> dict[str, Cost]:
    """Each way of reading, once it has been read before (the first reading also writes a marker)."""
    here, last = thread.get_absolute_url(), -(-thread.last_number // 20)
    gets = {
        "first": f"{here}?page=1",
        "middle": f"{here}?page={last // 2}",
        "last": f"{here}?page={last}",
        "newer": f"{here}after/{thread.last_number - 20}/",
        "lobby": "/lobby/",
        "rooms": "/rooms/",
    }
    found = {}
    for name, address in gets.items():
        headers = {"HX-Request": "true"} if name == "newer" else {}
        client.get(address, headers=headers)
        found[name] = cost_of(lambda address=address, headers=headers: client.get(address, headers=headers))
    found["reply"] = cost_of(lambda: client.post(f"{here}reply/", {"body": "Yes.", "reply_to": "1"}))
    return found


def grows_as_it_may(short: dict[str, Cost], long: dict[str, Cost]) -> None:
    for way, cost in long.items():
        assert not cost.faults, f"{way}: " + "\n".join(cost.faults)
        assert cost.statements == short[way].statements, way
        assert cost.rows <= MOST_ROWS, (way, cost.rows)
        assert cost.rows <= MOST * short[way].rows + 2, (way, short[way].rows, cost.rows)


def thread_grows(thread: Thread, building, short: int, long: int) -> None:
    client = reader(building.mia)
    before = costs(lengthen(thread, short), client)
    grows_as_it_may(before, costs(lengthen(thread, long), client))


def room_grows(thread: Thread, building, few: int, many: int) -> None:
    client, found = reader(building.mia), []
    ways = ["", "?page=2", "?sort=started", "?sort=waiting", "?sort=waiting&page=2"]
    for count in (few, many):
        crowd(building.harbour, thread, count)
        found.append(
            {way: cost_of(lambda way=way: client.get(f"/rooms/harbour/{way}")) for way in (*ways, "/lobby/")}
        )
    grows_as_it_may(*found)
    deep = cost_of(lambda: client.get(f"/rooms/harbour/?page={LAST_PAGE}"))
    assert not [fault for fault in deep.faults if "Sort" in fault], deep.faults


def test_a_thread_costs_the_same_to_read_and_to_answer_however_long(thread, building):
    thread_grows(thread, building, SHORT, LONG)


def test_a_room_costs_the_same_to_read_however_many_threads(thread, building):
    room_grows(thread, building, 500, 5_000)
