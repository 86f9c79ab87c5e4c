"""How often one may guess, and who is never shut out by somebody else's guesses."""

import re

import pytest
from django.test import Client

from community.people.signing_in import limits
from community.people.signing_in.models import Guesses
from tests.cast import PASSWORD


@pytest.fixture
def hashed(monkeypatch):
    """Counts how often a password was looked at."""
    looked = []
    real = limits.Person.check_password
    monkeypatch.setattr(
        limits.Person, "check_password", lambda self, raw: looked.append(self) or real(self, raw)
    )
    return looked


def guess(handle, password="wrong", address="10.0.0.1", client=None):
    client = client or Client()
    return client.post("/sign-in/", {"login": handle, "password": password}, REMOTE_ADDR=address)


def test_guesses_from_a_thousand_addresses_are_looked_at_a_hundred_times_at_most(building, hashed):
    known = Client()
    assert guess("mia", PASSWORD, client=known).status_code == 302
    known.post("/sign-out/")
    hashed.clear()
    for n in range(300):
        guess("mia", address=f"10.1.{n // 250}.{n % 250}")
    assert 0 < len(hashed) <= limits.ACCOUNT.most
    assert guess("mia", PASSWORD, address="10.9.9.9").status_code == 200, "a stranger's device waits"
    assert guess("mia", PASSWORD, address="10.9.9.9", client=known)["Location"] == "/lobby/"


def test_one_address_that_guesses_at_one_account_is_stopped_early(building, hashed):
    for _ in range(30):
        guess("mia")
    assert len(hashed) == limits.ACCOUNT_FROM_ADDRESS.most


def test_200_people_behind_one_address_with_30_slips_all_get_in(building):
    """The cast has fewer; each is let in after a slip, as often as it takes to make the numbers."""
    people = ["mia", "max", "robin", "kit", "vic", "wyn"]
    slips, locked = 0, 0
    for n in range(200):
        handle = people[n % len(people)]
        if n % 7 == 0:
            slips += 1
            guess(handle, "a slip")
        locked += guess(handle, PASSWORD).status_code != 302
    assert slips >= 28
    assert locked == 0


def test_who_signs_in_gives_back_what_they_took(building):
    for _ in range(3 * limits.ACCOUNT_FROM_ADDRESS.most):
        assert guess("mia", PASSWORD).status_code == 302
    assert set(Guesses.objects.values_list("count", flat=True)) == {0}


def test_known_and_unknown_are_answered_alike_also_when_the_guesses_run_out(building):
    def answers(handle):
        pages = []
        for _ in range(limits.ACCOUNT_FROM_ADDRESS.most + 2):
            page = guess(handle).content.decode().replace(handle, "…")
            pages.append(re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", page))
        return pages

    assert answers("mia") == answers("nobody-here")


def test_a_password_is_hashed_for_an_unknown_name_too(building, monkeypatch):
    hashed = []
    monkeypatch.setattr("allauth.account.auth_backends.AuthenticationBackend._mitigate_timing_attack",
                        lambda self, password: hashed.append(password))  # fmt: skip
    guess("nobody-here", "one")
    assert hashed == ["one"]


def test_nobody_is_named_by_what_is_counted(building):
    guess("mia", address="10.77.66.55")
    kept = repr(list(Guesses.objects.values()))
    assert "mia" not in kept
    assert "10.77.66.55" not in kept


def test_the_address_is_the_one_that_trusted_proxies_name(building, hashed, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(30):
        Client().post(
            "/sign-in/",
            {"login": "mia", "password": "wrong"},
            headers={"X-Forwarded-For": f"1.2.3.{n}, 9.9.9.9"},
        )
    assert len(hashed) == limits.ACCOUNT_FROM_ADDRESS.most, (
        "what a client claims before the proxy counts for nothing"
    )


def test_tries_at_keys_run_out_and_keys_that_open_do_not_count(building, monkeypatch):
    monkeypatch.setattr(limits, "KEYS_FROM_ADDRESS", limits.Limit("keys from address", 5, 3600))
    from community.people import keys
    from community.people.roles import Role

    _key, code = keys.issue(
        service=building.eating_disorders, rooms=[building.harbour.pk], role=Role.PATIENT, by=building.cleo
    )
    for _ in range(8):
        assert Client().get(f"/join/key/{code}/").status_code == 302
    assert [Client().get("/join/key/nothing/").status_code for _ in range(7)] == [404] * 5 + [429] * 2
    assert Client().post("/join/", {"code": "nothing"}).status_code == 429
