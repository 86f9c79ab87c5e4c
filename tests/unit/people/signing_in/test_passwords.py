"""What a password must be, and how many are hashed at once."""

import threading
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from community.people.models import Person
from community.people.signing_in import hashers
from tests.cast import TOTP_SECRET

REFUSED = [
    "a", "short-password", "fourteen.chars", "x" * 129, "aaaaaaaaaaaaaaaaaaaa", "abcabcabcabcabcabc", "passwordpassword",
    "password1234567890", "Password-Password-2026", "p4ssw0rdp4ssw0rd!!", "123456789012345678", "qwertyuiopasdfghjkl",
    "alongsidealongside", "Alongside-2026-2026", "liverpool123456789", "summer-winter-2026", "!!!!!!!!!!!!!!!!!!!!",
    "recovery community", "lkjhgfdsapoiuytrewq", "nhs.trust.1234567890",
]  # fmt: skip
TAKEN = [
    "kettle lantern gravel hymn", "correct horse battery staple", "ünter-bäumen-läuft-jo", "seven-odd-doors-creak",
    "zq8Lmw0vRt5xKc2", "I keep bees & 3 old clocks", "                 my own long one", "x" * 3 + "moth-pillar-greyish",
    "мой старый чайник поёт", "b" + "qzx" + "vorn" + "ulphat" + "ik",
]  # fmt: skip


@pytest.mark.parametrize("password", REFUSED)
def test_what_is_short_or_common_is_refused_with_a_sentence(password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert all(message[0].isupper() and message.endswith(".") for message in refused.value.messages)


@pytest.mark.parametrize("password", TAKEN)
def test_what_is_long_and_ones_own_is_taken_whatever_signs_it_is_made_of(password):
    validate_password(password)


def test_beside_a_second_factor_twelve_characters_are_enough(building):
    short = "moth-pillar-g"
    with pytest.raises(ValidationError):
        validate_password(short, building.mia)
    TOTP.activate(building.mia, TOTP_SECRET)
    validate_password(short, building.mia)
    with pytest.raises(ValidationError):
        validate_password(short[:11], building.mia)


def test_ones_own_name_twice_is_not_a_password(db):
    with pytest.raises(ValidationError):
        validate_password("quiet-otter-quiet-otter", Person(handle="quiet-otter"))


def test_a_password_that_is_short_without_it_keeps_the_second_lock_on(building, sign_in):
    TOTP.activate(building.mia, TOTP_SECRET)
    client = sign_in(building.mia)
    given = {"oldpassword": "four-words-only-for-tests", "password1": "moth-pillar-g"}
    assert client.post("/you/password/", given).status_code == 302
    answer = client.post("/you/second-factor/app/remove/", follow=True)
    assert "too short to stand alone" in answer.content.decode()
    assert Authenticator.objects.filter(user=building.mia, type="totp").exists()


def test_no_more_than_two_are_hashed_at_once_and_who_comes_on_top_is_turned_away(monkeypatch):
    most, now, lock = 0, 0, threading.Lock()
    turned_away = []

    def slow_encode(self, password, salt):
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.05)
        with lock:
            now -= 1
        return "hash"

    monkeypatch.setattr("django.contrib.auth.hashers.Argon2PasswordHasher.encode", slow_encode)

    def one():
        try:
            hashers.HouseArgon2().encode("x", "salt")
        except hashers.TooManyAtOnce:
            turned_away.append(1)

    flood = [threading.Thread(target=one) for _ in range(40)]
    for thread in flood:
        thread.start()
    for thread in flood:
        thread.join()
    assert most == hashers.AT_ONCE == 2
    assert len(turned_away) >= 40 - hashers.AT_ONCE - hashers.WAITING - 4


def test_the_real_hash_is_the_size_we_say():
    encoded = hashers.HouseArgon2().encode("kettle lantern gravel hymn", "saltsaltsalt")
    assert "argon2id" in encoded
    assert "m=19456,t=2,p=1" in encoded
