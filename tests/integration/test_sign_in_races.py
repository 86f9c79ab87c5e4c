"""Many at the same moment, on the real PostgreSQL: a code opens once, and no guess slips past the count."""

import re
import time
from collections import Counter

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import connection
from django.test import Client, RequestFactory

from community.people.keys import KeyNoLongerOpens
from community.people.keys import digest_of as digest_of_code
from community.people.models import Person
from community.people.signing_in import limits, new_locks
from community.people.signing_in.factors import CodeForm
from tests.cast import TOTP_SECRET
from tests.integration.test_races import all_at_once
from tests.unit.people.test_sign_in import digits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
AT_ONCE = 50


@pytest.fixture(autouse=True)
def _on_postgresql(building, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.fail("Races are shown on PostgreSQL only: run `make test`.")
    # The count of wrong codes would let only ten of fifty be looked at; here each is.
    monkeypatch.setattr(limits, "CODES", limits.Limit("codes", 1000, 900))


def submit(person: Person, code: str):
    def one() -> bool:
        request = RequestFactory().post("/")
        request.session = {}
        with context.request_context(request):
            return CodeForm(user=Person.objects.get(pk=person.pk), data={"code": code}).is_valid()

    return one


def test_of_50_who_bring_the_same_six_digits_one_is_let_in(building):
    # With the whole of a period before them, so that no second period's digits come into it.
    time.sleep((30 - time.time() % 30) % 30 if time.time() % 30 > 20 else 0)
    code = digits(TOTP_SECRET)
    # The cache must not be what decides: each process of an installation without Redis has its own.
    import allauth.mfa.totp.internal.auth as totp

    original, totp.TOTP._mark_code_used = totp.TOTP._mark_code_used, lambda self, code: True
    try:
        answers = all_at_once([submit(building.cleo, code)] * AT_ONCE)
    finally:
        totp.TOTP._mark_code_used = original
    assert Counter(map(str, answers)) == {"True": 1, "False": AT_ONCE - 1}


def test_of_50_who_bring_the_same_recovery_code_one_is_let_in(building):
    RecoveryCodes.activate(building.cleo)
    held = Authenticator.objects.get(user=building.cleo, type=Authenticator.Type.RECOVERY_CODES).wrap()
    code = held.get_unused_codes()[3]
    answers = all_at_once([submit(building.cleo, code)] * AT_ONCE)
    assert Counter(map(str, answers)) == {"True": 1, "False": AT_ONCE - 1}


def test_of_50_guesses_at_once_no_more_are_looked_at_than_there_is_room_for(building):
    answers = all_at_once([lambda: limits.take((limits.ACCOUNT_FROM_ADDRESS, "mia|here"))] * AT_ONCE)
    assert sum(isinstance(answer, limits.Taken) for answer in answers) == limits.ACCOUNT_FROM_ADDRESS.most
    assert sum(answer is None for answer in answers) == AT_ONCE - limits.ACCOUNT_FROM_ADDRESS.most


def test_of_20_who_use_one_new_lock_one_is_let_in(building):
    _given, code = new_locks.give(person=building.mia, by=building.cleo, why="seen today")
    digest = digest_of_code(code)
    answers = all_at_once(
        [lambda n=n: new_locks.use(digest=digest, password=f"kettle lantern gravel {n}") for n in range(20)]
    )
    assert Counter(type(answer) for answer in answers) == {Person: 1, KeyNoLongerOpens: 19}


@pytest.mark.parametrize("pages", [8])
def test_of_many_browsers_at_the_second_step_one_gets_in_with_one_code(pages, building):
    """The same by the pages themselves."""
    from tests.cast import PASSWORD

    browsers = []
    for n in range(pages):
        browser = Client(REMOTE_ADDR=f"10.0.0.{n}")
        browser.post("/sign-in/", {"login": "cleo", "password": PASSWORD})
        browsers.append(browser)
    code = digits(TOTP_SECRET)
    answers = all_at_once([lambda b=b: b.post("/sign-in/code/", {"code": code}) for b in browsers])
    assert sum(answer.status_code == 302 for answer in answers) == 1
    assert all(
        re.search("not right", answer.content.decode()) for answer in answers if answer.status_code == 200
    )
