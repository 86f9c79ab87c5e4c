"""Random tamperings with the audit log, as the owner of the database: each is found. 1,000 of them: FULL=audit."""

import random

import pytest
from django.db import transaction

from community.people import audit
from community.people.chain.sealing import seal
from community.people.chain.verifying import verify
from tests.unit.people.chain.tampering import HOW, tamper

ENTRIES, UNSEALED = 40, 3


class Undone(Exception):
    pass


def write_a_log(building) -> None:
    people = [building.cleo, building.pat, building.clara, building.mia]
    for n in range(ENTRIES):
        by = people[n % 4]
        audit.write(who=by, did="read case", what=f"case:{n}", why="asked" * (n % 3), service=None)
        if n % 7 == 0:
            seal()
    seal()
    for n in range(UNSEALED):
        audit.write(who=building.cleo, did="noted case", what=f"case:{n}")


def found(how) -> tuple[str, str]:
    """What was done, and what the check says of it. Afterwards it was never done."""
    try:
        with transaction.atomic():
            done, said = how(), verify().broken
            raise Undone
    except Undone:
        return done, said


def hunt(building, tamperings: int, seed: int) -> list[str]:
    """Those that stayed unfound."""
    write_a_log(building)
    assert verify().is_sound
    chance, unfound = random.Random(seed), []
    for _n in range(tamperings):
        done, said = found(lambda: tamper(chance))
        if not said:
            unfound.append(done)
    assert not verify().broken
    return unfound


def test_100_random_tamperings_are_found(building):
    assert hunt(building, 100, seed=1) == []


@pytest.mark.parametrize("how", sorted(set(HOW), key=lambda how: how.__name__), ids=lambda how: how.__name__)
def test_every_kind_of_tampering_is_found(how, building):
    from django.db import connection

    from community.people.chain import triggers

    write_a_log(building)
    triggers.lift(connection)
    how(random.Random(2))
    assert verify().broken
    triggers.lay(connection)
