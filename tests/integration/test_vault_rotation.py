"""The rotation is killed again and again while people write, on the real PostgreSQL. 100,000 rows: FULL=vault."""

import os
import random
import signal
import subprocess
import sys
import time
from base64 import b64encode
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from community.people.models import Person
from community.people.models.refs import new_ref
from community.people.vault import actions as vault
from community.people.vault import keyring, rotation
from community.people.vault.details import Contact, Details, How
from community.people.vault.models import Identity

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
OLD, NEW = b"only-for-tests-only-for-tests-32", b"the-newer-key-the-newer-key-32-b"
KILLS, CHUNK = 20, 2_000


@pytest.fixture(autouse=True)
def _on_postgresql(building, settings):
    if connection.vendor != "postgresql":
        pytest.fail("Row locks are shown on PostgreSQL only: run `make test`.")
    settings.VAULT_KEYS = {1: OLD}


def fill(building, rows: int) -> None:
    """Invented people of one service, each with a name of their own under the old key."""
    for start in range(0, rows, CHUNK):
        some = range(start, min(start + CHUNK, rows))
        people = Person.objects.bulk_create(
            Person(handle=f"somebody-{n}", handle_looks_like=f"somebody{n}", avatar="otter") for n in some
        )
        made = []
        for n, person in zip(some, people, strict=True):
            one = Identity(ref=new_ref(), service=building.eating_disorders, person=person)
            one.put(Details(f"Name {n}", contact=Contact(How.TEXT, f"07700 {n}")).texts())
            made.append(one)
        Identity.objects.bulk_create(made)


def in_a_process_of_its_own() -> subprocess.Popen[bytes]:
    name = connection.settings_dict["NAME"]
    keys = " ".join(f"{version}:{b64encode(key).decode()}" for version, key in {1: OLD, 2: NEW}.items())
    env = os.environ | {
        "DATABASE_URL": urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}")),
        "VAULT_KEYS": keys,
    }
    command = [sys.executable, "manage.py", "rotate_vault_keys"]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def kill_halfway(chance: random.Random, longest_s: float) -> bool:
    """Whether it died by our hand: once its first batch was told, after a moment by chance."""
    process = in_a_process_of_its_own()
    assert process.stderr is not None
    process.stderr.readline()
    time.sleep(chance.uniform(0, longest_s))
    process.send_signal(signal.SIGKILL)
    process.stderr.close()
    return process.wait() == -signal.SIGKILL


def keep_writing(building, stop: Event, wrote: dict[str, str], wrong: list[Exception], rows: int) -> None:
    chance, n = random.Random(3), 0
    try:
        while not stop.is_set():
            handle, n = f"somebody-{chance.randrange(rows)}", n + 1
            person = Person.objects.get(handle=handle)
            vault.set_contact(person=person, contact=Contact(How.TEXT, f"new {n}"), by=building.cleo)
            wrote[handle] = f"new {n}"
            time.sleep(0.01)
    except Exception as error:
        wrong.append(error)
    finally:
        connection.close()


def rotate_under_fire(building, settings: Any, rows: int, kills: int, longest_s: float) -> dict[str, int]:
    """Returns how many kills met a run, and how many rows cannot be read or are still under the old key."""
    fill(building, rows)
    settings.VAULT_KEYS = {1: OLD, 2: NEW}
    stop, wrote, wrong = Event(), dict[str, str](), list[Exception]()
    writer = Thread(target=keep_writing, args=(building, stop, wrote, wrong, rows))
    writer.start()
    chance = random.Random(1)
    killed = sum(kill_halfway(chance, longest_s) for _n in range(kills))
    last = in_a_process_of_its_own()
    last.communicate()
    assert last.returncode == 0
    stop.set()
    writer.join(60)
    assert not wrong
    assert wrote
    settings.VAULT_KEYS = {2: NEW}
    return {"killed": killed, **wrong_in_the_end(wrote)}


def wrong_in_the_end(wrote: dict[str, str]) -> dict[str, int]:
    """Read by the newest key alone."""
    unreadable = other = 0
    for row in Identity.objects.select_related("person").iterator(CHUNK):
        n = row.person.handle.removeprefix("somebody-")
        try:
            texts = row.texts()
        except keyring.CannotBeOpened:
            unreadable += 1
            continue
        other += (
            texts
            != Details(
                f"Name {n}", contact=Contact(How.TEXT, wrote.get(row.person.handle, f"07700 {n}"))
            ).texts()
        )
    return {"unreadable": unreadable, "other than written": other, "under the old key": rotation.left()}


def test_killed_4_times_over_3000_rows(building, settings):
    said = rotate_under_fire(building, settings, rows=3_000, kills=4, longest_s=0.2)
    assert said.pop("killed") >= 1
    assert set(said.values()) == {0}, said
