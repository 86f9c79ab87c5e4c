"""One sign-in, with a second factor for staff; no way in without a key."""

import re
import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client

from community.people.checks import no_demo_second_factors
from community.people.models import Person
from community.people.signing_in.adapters import DEMO_SECRET
from tests.cast import PASSWORD, TOTP_SECRET


def digits(secret: str, *, steps: int = 0) -> str:
    """What the app shows now; `steps` half minutes later, or before."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def enter(handle: str, password: str = PASSWORD) -> tuple[Client, object]:
    client = Client()
    return client, client.post("/sign-in/", {"login": handle, "password": password})


def test_a_member_signs_in_by_handle_and_stands_in_the_lobby(building):
    client, answer = enter("mia")
    assert answer["Location"] == "/lobby/"
    assert client.get("/lobby/").status_code == 200


def test_staff_give_their_second_factor_before_anything_opens(building):
    client, answer = enter("cleo")
    assert answer["Location"] == "/sign-in/code/"
    assert client.get("/desk/").status_code == 302
    assert client.post("/sign-in/code/", {"code": digits(TOTP_SECRET)})["Location"] == "/lobby/"
    assert client.get("/desk/").status_code == 200


def test_staff_without_a_second_factor_are_led_to_set_one_up(building):
    Authenticator.objects.filter(user=building.cleo).delete()
    client, _answer = enter("cleo")
    assert client.get("/desk/")["Location"] == "/you/second-factor/app/"
    assert client.get("/rooms/harbour/")["Location"] == "/you/second-factor/app/"
    again = client.get("/you/second-factor/app/")[
        "Location"
    ]  # the password once more, since this opens everything
    assert client.post(again, {"password": PASSWORD})["Location"] == "/you/second-factor/app/"
    assert client.get("/you/second-factor/app/").status_code == 200


def test_who_has_just_set_up_a_second_factor_goes_on_without_signing_in_again(building, monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda then, **_kwargs: then())
    Authenticator.objects.filter(user=building.cleo).delete()
    client, _answer = enter("cleo")
    client.post(client.get("/you/second-factor/app/")["Location"], {"password": PASSWORD})
    client.get("/you/second-factor/app/")
    code = digits(client.session["mfa.totp.secret"])
    answer = client.post("/you/second-factor/app/", {"code": code})
    assert client.get(answer["Location"]).status_code == 200
    assert client.get("/desk/").status_code == 200

    # Whoever saw those digits on the screen gets nowhere with them.
    other, _answer = enter("cleo")
    assert other.post("/sign-in/code/", {"code": code}).status_code == 200


def offered(code: str) -> int:
    """Cleo's password from a new browser, and these digits: 302 lets in."""
    client, _answer = enter("cleo")
    return client.post("/sign-in/code/", {"code": code}).status_code


def test_digits_typed_slowly_still_count_and_none_counts_twice_or_after_a_later_one(building, time_machine):
    """The guard holds in the database: a cache that forgets does not open it."""
    time_machine.move_to(1_900_000_005, tick=False)
    shown = {step: digits(TOTP_SECRET, steps=step) for step in range(-2, 3)}
    assert offered(shown[-2]) == 200
    assert offered(shown[-1]) == 302
    cache.clear()
    assert offered(shown[-1]) == 200
    assert offered(shown[0]) == 302
    cache.clear()
    assert [offered(shown[step]) for step in (-1, 0)] == [200, 200]
    assert offered(shown[2]) == 200
    assert offered(shown[1]) == 302, "a phone whose clock is half a minute fast"
    cache.clear()
    assert [offered(shown[step]) for step in (-1, 0, 1)] == [200, 200, 200]


def test_a_session_older_than_the_second_factor_reads_no_recovery_codes_and_gives_a_code_first(building):
    """With the password alone, and the password again, it must not come by what replaces the app."""
    Authenticator.objects.filter(user=building.cleo).delete()
    early, _answer = enter("cleo")
    TOTP.activate(building.cleo, TOTP_SECRET)
    RecoveryCodes.activate(building.cleo)
    early.post("/sign-in/again/", {"password": PASSWORD})
    for address in ("/you/second-factor/codes/", "/you/second-factor/codes/file/", "/desk/"):
        assert early.get(address)["Location"].startswith("/sign-in/code/again/?next=")
    assert early.post("/sign-in/code/again/?next=/desk/", {"code": digits(TOTP_SECRET)}).status_code == 302
    assert early.get("/desk/").status_code == 200


def test_a_name_spelt_with_letters_that_only_case_tells_apart_is_one_name_to_the_count(building):
    for spelling in ("mia", "MIA", "m\u0131a", "M\u0131A", "Mia") * 2:
        enter(spelling, "not the password")
    _client, answer = enter("mia")
    assert answer.status_code == 200


def test_unknown_names_and_wrong_passwords_are_answered_alike(building):
    def answer(handle: str) -> str:
        _client, page = enter(handle, "not the password")
        without_tokens = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())
        return without_tokens.replace(handle, "…")

    assert answer("mia") == answer("nobody-here")


@pytest.mark.parametrize("address", ["/closed/sign-up/", "/accounts/signup/", "/account/signup/", "/signup/",
                                     "/accounts/social/signup/", "/_allauth/browser/v1/auth/signup/",
                                     "/accounts/password/reset/"])  # fmt: skip
def test_no_sign_up_route_of_allauth_is_open(address, building, sign_in):
    for client in (Client(), sign_in(building.mia)):
        for answer in (client.get(address), client.post(address, {"username": "x", "password1": PASSWORD})):
            assert answer.status_code in {302, 404}
            assert answer.status_code == 404 or answer["Location"].startswith("/sign-in/")


def test_a_public_demo_secret_opens_nothing_outside_the_demo(building, settings):
    secret = DEMO_SECRET
    Authenticator.objects.filter(user=building.cleo).delete()
    TOTP.activate(building.cleo, secret)
    assert [error.id for error in no_demo_second_factors(None)] == ["people.E001"]
    client, _answer = enter("cleo")
    assert client.post("/sign-in/code/", {"code": digits(secret)}).status_code == 200
    assert client.get("/desk/").status_code == 302
    settings.DEMO = True
    assert client.post("/sign-in/code/", {"code": digits(secret)})["Location"] == "/lobby/"
    assert no_demo_second_factors(None) == []


def test_leaving_ends_the_session_and_clears_what_the_browser_kept(building, sign_in, settings):
    client = sign_in(building.mia)
    answer = client.get("/leave/")
    assert answer["Location"] == settings.LEAVE_TO
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert client.get("/lobby/").status_code == 302


def test_signed_in_answers_are_kept_by_no_cache(building, sign_in):
    client = sign_in(building.mia)
    for address in ("/lobby/", "/rooms/harbour/", "/help-now/", "/nothing/"):
        assert "no-store" in client.get(address)["Cache-Control"], address


def test_the_content_policy_is_strict_outside_the_cms(building, sign_in):
    policy = sign_in(building.mia).get("/lobby/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "unsafe-inline" in sign_in(building.edie).get("/cms/")["Content-Security-Policy"]


MOUNTED_BY_MISTAKE = """
from allauth.account import urls as account
from allauth.mfa import urls as second_factor
from django.urls import include, path

from cms import urls as ours

handler404 = ours.handler404
urlpatterns = [path("accounts/", include(account)), path("accounts/2fa/", include(second_factor)), *ours.urlpatterns]
"""


def test_allauths_own_routes_are_shut_even_when_somebody_mounts_them(building, settings, monkeypatch):
    """An address that the policy table does not name is shut, whoever brings it."""
    import sys
    import types

    module = types.ModuleType("mounted_by_mistake")
    exec(MOUNTED_BY_MISTAKE, module.__dict__)
    monkeypatch.setitem(sys.modules, "mounted_by_mistake", module)
    settings.ROOT_URLCONF = "mounted_by_mistake"
    before = Person.objects.count()
    fields = {"username": "newcomer", "password1": PASSWORD, "password2": PASSWORD, "email": "a@example.org"}
    for address in ("signup/", "signup/passkey/", "password/reset/", "login/", "2fa/webauthn/signup/"):
        for answer in (Client().get(f"/accounts/{address}"), Client().post(f"/accounts/{address}", fields)):
            assert answer.status_code in {404, 302}, address
            assert answer.status_code == 404 or answer["Location"].startswith("/sign-in/"), address
    assert Person.objects.count() == before


def test_allauths_sign_up_refuses_also_where_no_guard_stands(building, rf):
    """The adapter says no by itself: a view of allauth's that is called past the guard makes nobody."""
    from allauth.account.adapter import get_adapter
    from allauth.account.views import SignupView
    from allauth.core import context
    from django.contrib.sessions.backends.db import SessionStore

    request = rf.post("/", {"username": "newcomer", "password1": "kettle lantern gravel hymn"})
    request.session, request.user, request.allauth = SessionStore(), AnonymousUser(), SimpleNamespace()
    before = Person.objects.count()
    with context.request_context(request):
        assert not get_adapter(request).is_open_for_signup(request)
        assert "You need a key" in SignupView.as_view()(request).rendered_content
    assert Person.objects.count() == before


def test_neither_social_accounts_nor_headless_sign_up_are_installed():
    """What is not there keeps no e-mail address, no provider's data and no token, and signs nobody up."""
    from django.apps import apps

    for app in ("allauth.socialaccount", "allauth.headless", "allauth.usersessions"):
        assert not apps.is_installed(app)
