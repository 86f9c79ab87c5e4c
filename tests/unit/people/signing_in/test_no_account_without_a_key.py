"""With all of allauth installed and mounted, social and headless included (`tests/whole_allauth/`), nobody gets an
account without a key: our table of routes shuts every way, and behind it allauth's adapters refuse on their own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
TOLD = ("Millicent", "Canary-Ashdown", "stranger@home.example", "4711", "7700900123")
# What there is to answer: our own page "You need a key", a refusal, nothing to go on with, or the way to sign in.
REFUSALS = {200, 302, 403, 404, 409}


@pytest.fixture(scope="module")
def said():
    done = subprocess.run(
        [sys.executable, "-m", "tests.whole_allauth"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def test_the_table_of_routes_shuts_every_way(said):
    assert set(said["guarded"].values()) == {404}
    assert len(said["guarded"]) >= 14


def test_behind_it_every_way_of_allauths_refuses_on_its_own(said):
    assert said["accounts"] == 0
    assert set(said["unguarded"].values()) <= REFUSALS
    assert {name: code for name, code in said["unguarded"].items() if name.endswith(("signup", "token"))} == {
        f"headless {kind} {way}": 409 if way == "provider/signup" else 403
        for kind in ("browser", "app")
        for way in ("signup", "webauthn/signup", "provider/signup", "provider/token")
    }


def test_of_a_member_who_links_a_provider_allauth_keeps_a_digest_and_no_address(said):
    account, person = said["kept"]
    assert account["extra_data"] == {}
    assert len(account["uid"]) == 64
    assert (person["email"], person["first_name"], person["last_name"]) == ("", "", "")
    assert not any(word in json.dumps(said["kept"]) for word in TOLD)
