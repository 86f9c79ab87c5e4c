"""The figures at full size: `make test FULL=signing_in`. The everyday run has a small one of each."""

import threading
from statistics import median

import pytest
from django.test import Client

from community.people.models import Person
from community.people.signing_in import hashers
from tests.cast import PASSWORD
from tests.unit.people.signing_in.test_limits import guess, hashed

GUESSES, ADDRESSES, MOST_AN_HOUR = 10_000, 1_000, 100
__all__ = ["hashed"]


def test_ten_thousand_guesses_from_a_thousand_addresses(building, hashed, capsys):
    known = Client()
    guess("mia", PASSWORD, client=known)
    known.post("/sign-out/")
    hashed.clear()
    for n in range(GUESSES):
        guess("mia", address=f"10.{n % ADDRESSES // 250}.1.{n % ADDRESSES % 250}")
    with capsys.disabled():
        print(f"\n{GUESSES} guesses: {len(hashed)} looked at")
    assert len(hashed) <= MOST_AN_HOUR
    assert guess("mia", PASSWORD, address="10.9.9.9", client=known)["Location"] == "/lobby/"


def test_200_people_behind_one_address_with_30_slips(building):
    people = [
        Person.objects.create(
            handle=f"person-{'abcdefghkm'[n // 20]}{'abcdefghkmnopqstuxyz'[n % 20]}",  # none looks like another
            password=building.mia.password,
        )
        for n in range(200)
    ]
    locked = 0
    for n, person in enumerate(people):
        if n % 7 == 0:
            guess(person.handle, "a slip")
        locked += guess(person.handle, PASSWORD).status_code != 302
    assert locked == 0


@pytest.mark.parametrize("pairs", [1000])
def test_known_and_unknown_take_the_same_time(pairs, building, settings, monkeypatch, capsys):
    """With the real hash; the gap is measured as a ratio of what a sign-in takes."""
    import time

    settings.PASSWORD_HASHERS = ["community.people.signing_in.hashers.HouseArgon2"]
    building.mia.set_password(PASSWORD)
    building.mia.save()
    monkeypatch.setattr("community.people.signing_in.limits._take_one", lambda *_what: True)
    took = {"mia": [], "nobody-here": []}
    for n in range(pairs):
        for handle in list(took) if n % 2 else list(took)[::-1]:
            began = time.perf_counter()
            guess(handle)
            took[handle].append(time.perf_counter() - began)
    known, unknown = (median(times) for times in took.values())
    with capsys.disabled():
        print(f"\nknown {known * 1000:.2f} ms, unknown {unknown * 1000:.2f} ms")
    assert abs(known - unknown) < 0.005
    assert threading.active_count() < 10 + hashers.AT_ONCE
