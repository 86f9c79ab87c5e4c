"""The whole of `tests/unit/people/chain/test_tampering.py`: `make test FULL=audit`."""

from tests.unit.people.chain.test_tampering import hunt


def test_1000_random_tamperings_are_found(building):
    assert hunt(building, 1_000, seed=20_261_122) == []
