"""A guardian and an administrator need a passkey; a code of an app is not enough for them, outside the demo."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from community.living_room.standing import who_holds
from community.people.appointments import appoint
from community.people.roles import Role
from tests.cast import PASSWORD, TOTP_SECRET
from tests.unit.people.test_sign_in import digits


def by_app(handle: str) -> Client:
    client = Client()
    client.post("/sign-in/", {"login": handle, "password": PASSWORD})
    assert client.post("/sign-in/code/", {"code": digits(TOTP_SECRET)}).status_code == 302
    return client


@pytest.mark.parametrize("who", ["zed", "gil"])
def test_a_code_of_an_app_opens_nothing_for_them_and_leads_to_a_passkey(who, building):
    client = by_app(who)
    for address in ("/lobby/", "/desk/", "/cms/", "/you/sign-ins/", "/library/"):
        assert client.get(address)["Location"] == "/you/passkeys/needed/", address
    page = client.get("/you/passkeys/needed/").content.decode()
    assert "You need a passkey" in page
    assert "/you/passkeys/add/" in page, "who gave a second factor may add one"
    assert who_holds(client.session.session_key) is None, "nor does a socket"


@pytest.mark.parametrize("who", ["zed", "gil"])
def test_in_the_demo_the_demos_code_serves_them(who, building, settings):
    settings.DEMO = True
    assert by_app(who).get("/lobby/").status_code == 200


@pytest.mark.parametrize("who", ["cleo", "pat", "edie", "ada", "sam"])
def test_other_staff_may_give_a_code(who, building):
    assert by_app(who).get("/lobby/").status_code == 200


def test_a_passkey_opens_for_them(building, sign_in):
    assert sign_in(building.zed).get("/lobby/").status_code == 200


def test_a_password_alone_brings_no_first_passkey(building):
    Authenticator.objects.filter(user=building.zed).delete()
    client = Client()
    client.post("/sign-in/", {"login": "zed", "password": PASSWORD})
    client.post("/sign-in/again/", {"password": PASSWORD})
    assert client.get("/you/passkeys/add/")["Location"] == "/you/passkeys/needed/"
    page = client.get("/you/passkeys/needed/").content.decode()
    assert "a link that opens once" in page
    assert client.post("/you/passkeys/add/", {"credential": "{}"})["Location"] == "/you/passkeys/needed/"


def test_a_password_alone_puts_no_passkey_beside_an_app_it_could_not_give(building):
    early = Client()
    early.force_login(building.cleo, backend="allauth.account.auth_backends.AuthenticationBackend")
    early.post("/sign-in/again/", {"password": PASSWORD})
    assert early.get("/you/passkeys/add/")["Location"].startswith("/sign-in/code/again/")


def test_who_becomes_an_administrator_needs_a_passkey_from_that_moment(building, sign_in):
    client = sign_in(building.cleo)
    assert client.get("/lobby/").status_code == 200
    try:
        appoint(person=building.cleo, service=building.eating_disorders, role=Role.ADMINISTRATOR)
    except TypeError:  # who appoints is said
        appoint(person=building.cleo, service=building.eating_disorders, role=Role.ADMINISTRATOR, by=None)
    assert client.get("/lobby/").status_code == 302
    assert by_app("cleo").get("/lobby/")["Location"] == "/you/passkeys/needed/"


def test_their_last_passkey_stays(building, sign_in):
    passkey = Authenticator.objects.create(
        user=building.zed, type="webauthn", data={"name": "My phone", "credential": {}}
    )
    answer = sign_in(building.zed).post(f"/you/passkeys/{passkey.pk}/remove/", follow=True)
    assert Authenticator.objects.filter(pk=passkey.pk).exists()
    assert answer.redirect_chain


def test_somebody_elses_passkey_does_not_exist(building, sign_in):
    passkey = Authenticator.objects.create(
        user=building.zed, type="webauthn", data={"name": "x", "credential": {}}
    )
    client = sign_in(building.mia)
    client.post("/sign-in/again/", {"password": PASSWORD})
    for what in ("name", "remove"):
        assert client.get(f"/you/passkeys/{passkey.pk}/{what}/").status_code == 404


def test_made_up_passkeys_are_refused_without_an_error(building, sign_in):
    client = sign_in(building.mia)
    client.post("/sign-in/again/", {"password": PASSWORD})
    client.get("/you/passkeys/add/")
    pieces = '{"id":"a","rawId":"a","response":{},"type":"public-key"}'
    for made_up in ("{}", "[]", "null", "7", '"x"', '{"id": 1}', pieces, "x" * 9000):
        assert client.post("/you/passkeys/add/", {"credential": made_up}).status_code == 200, made_up
        assert client.post("/sign-in/passkey/again/", {"credential": made_up}).status_code in {200, 302}, (
            made_up
        )
        assert Client().post("/sign-in/passkey/", {"credential": made_up}).status_code in {200, 302}, made_up
    assert not Authenticator.objects.filter(user=building.mia).exists()
