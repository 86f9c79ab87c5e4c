"""Signing in with a provider: a real one, in a process of its own. Nobody gets an account by it; it opens what was
linked, keeps nobody's name, and is believed only in what was asked, once."""

import html
import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import serializers
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from community.people import keys
from community.people.models import AuditEntry, Person
from community.people.roles import Role
from community.people.signing_in.models import ProviderIdentity
from community.people.signing_in.providers import client as conversation
from community.people.signing_in.providers import identities
from community.people.signing_in.providers.client import Asked, ProviderTrouble
from tests import cast
from tests.cast import PASSWORD
from tests.oidc_provider import process
from tests.unit.people.signing_in.test_drafts_and_lock import Browser

HOME = "http://testserver"


@pytest.fixture(scope="module")
def real_provider():
    with process.standing(HOME) as provider:
        yield provider


@pytest.fixture
def provider(real_provider, settings):
    settings.SIGN_IN_PROVIDERS = process.settings_for(real_provider)
    return real_provider


def at_the_provider(question: str, name: str) -> str:
    """What a browser does there: follow, say a name, follow back. Returns our address with the answer."""
    browser = requests.Session()
    page = browser.get(question)
    form = re.search(r'action="([^"]+)"', page.text)
    where = requests.compat.urljoin(page.url, form.group(1))
    answer = browser.post(where, {"login": name}, allow_redirects=False)
    while not answer.headers["Location"].startswith(HOME):
        answer = browser.get(
            requests.compat.urljoin(where, answer.headers["Location"]), allow_redirects=False
        )
    return answer.headers["Location"].removeprefix(HOME)


def go(browser: Client, address: str, name: str):
    question = browser.get(address)["Location"]
    return browser.get(at_the_provider(question, name))


def onward(answer) -> str:
    """Where a page leads that goes on by itself."""
    return html.unescape(
        re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.content.decode())[1]
    )


def link(browser: Client, which: str, name: str):
    browser.post("/sign-in/again/", {"password": PASSWORD})
    question = onward(browser.post(f"/you/sign-in-with/{which}/"))
    return browser.get(at_the_provider(question, name))


def test_without_a_provider_in_the_environment_there_is_no_such_page(building):
    assert Client().get("/sign-in/with/staff/").status_code == 404
    assert "Continue with" not in Client().get("/sign-in/").content.decode()


def test_a_member_links_it_and_signs_in_with_it_by_a_signed_assertion(provider, building, sign_in):
    assert link(sign_in(building.mia), "member", "nhs-mia")["Location"] == "/you/second-factor/"
    stranger = Client()
    assert (
        go(stranger, "/sign-in/with/member/?next=/rooms/harbour/", "nhs-mia")["Location"] == "/rooms/harbour/"
    )
    assert stranger.get("/rooms/harbour/").status_code == 200


def test_nobody_gets_an_account_by_a_provider(provider, building):
    before = Person.objects.count()
    answer = go(Client(), "/sign-in/with/member/", "somebody-new")
    assert answer.status_code == 403
    assert "opens no account yet" in answer.content.decode()
    assert Person.objects.count() == before


def test_staff_who_showed_a_card_there_give_no_second_factor_here(provider, building, sign_in):
    link(sign_in(building.cleo), "staff", "cleo-card")
    clinician = Client()
    assert go(clinician, "/sign-in/with/staff/", "cleo-card")["Location"] == "/lobby/"
    assert clinician.get("/desk/").status_code == 200


def test_staff_who_showed_none_there_give_theirs_here(provider, building, sign_in):
    link(sign_in(building.cleo), "staff", "cleo-plain")
    clinician = Client()
    assert go(clinician, "/sign-in/with/staff/", "cleo-plain")["Location"] == "/sign-in/code/"
    assert clinician.get("/desk/").status_code == 302


def test_a_card_there_is_no_passkey_here(provider, building, sign_in):
    link(sign_in(building.zed), "staff", "zed-card")
    ProviderIdentity.objects.get_or_create(person=building.zed, provider="staff", defaults={
        "digest": identities.digest_of({"iss": provider.issuer, "sub": "zed-card"})})  # fmt: skip
    Authenticator.objects.filter(user=building.zed).delete()
    administrator = Client()
    go(administrator, "/sign-in/with/staff/", "zed-card")
    assert administrator.get("/lobby/")["Location"] == "/you/passkeys/needed/"


def test_each_provider_is_for_its_own_people(provider, building, sign_in):
    for who, which in ((building.mia, "staff"), (building.cleo, "member")):
        assert sign_in(who).get(f"/you/sign-in-with/{which}/").status_code in {302, 404}
        digest = identities.digest_of({"iss": provider.issuer, "sub": "crossed"})
        ProviderIdentity.objects.update_or_create(digest=digest, defaults={"person": who, "provider": which})
        assert go(Client(), f"/sign-in/with/{which}/", "crossed").status_code == 403


def test_a_link_from_elsewhere_links_nothing(provider, building):
    """Somebody may have signed this browser in at the provider as themselves."""
    lured = Client(enforce_csrf_checks=True)
    cast.sign_in(lured, building.mia)
    assert "Link it" in lured.get("/you/sign-in-with/member/").content.decode()
    assert lured.post("/you/sign-in-with/member/").status_code == 403
    back = at_the_provider(lured.get("/sign-in/with/member/")["Location"], "of-a-thief")
    assert lured.get(back).status_code == 403
    assert not ProviderIdentity.objects.exists()


def test_one_identity_opens_one_account(provider, building, sign_in):
    link(sign_in(building.mia), "member", "shared")
    answer = link(sign_in(building.max), "member", "shared")
    assert answer.status_code == 400
    assert ProviderIdentity.objects.get().person == building.mia


def test_linking_asks_who_one_is_and_unlinking_shuts_it(provider, building, sign_in, later):
    browser = sign_in(building.mia)
    later(minutes=6)
    assert browser.get("/you/sign-in-with/member/")["Location"].startswith("/sign-in/again/")
    link(browser, "member", "nhs-mia")
    browser.post("/you/sign-in-with/member/remove/")
    assert go(Client(), "/sign-in/with/member/", "nhs-mia").status_code == 403


def test_somebody_who_joins_with_a_key_links_it_on_the_way(provider, building):
    _key, code = keys.issue(
        service=building.eating_disorders, rooms=[building.harbour.pk], role=Role.PATIENT, by=building.cleo
    )
    newcomer = Client()
    newcomer.get(f"/join/key/{code}/")
    go(newcomer, "/sign-in/with/member/?join=1", "nhs-newcomer")
    assert "nhs-newcomer" not in str(dict(newcomer.session))
    answers = {
        "name": {"handle": "quiet-river"},
        "picture": {"avatar": "boat"},
        "contact": {"how": "nothing"},
        "who-reads": {"consent": "on"},
        "house-rules": {"agree": "on"},
        "password": {"password": "kettle lantern gravel hymn"},
    }
    for step, answer in answers.items():
        newcomer.post(f"/join/{step}/", answer)
    newcomer.post("/join/check-answers/")
    assert go(Client(), "/sign-in/with/member/", "nhs-newcomer")["Location"] == "/lobby/"


def test_nothing_that_the_provider_says_is_kept_in_clear(provider, building, sign_in):
    link(sign_in(building.mia), "member", "canary-subject")
    go(Client(), "/sign-in/with/member/", "canary-subject")
    tables = [ProviderIdentity, AuditEntry, Person]
    kept = serializers.serialize("json", [row for table in tables for row in table.objects.all()])
    kept += str([one.get_decoded() for one in Session.objects.all()])
    for canary in ("canary-subject", "Real Name", "nhs.example", "id_token", "access_token"):
        assert canary not in kept


def hidden(page: str) -> dict[str, str]:
    """Of the form that leads to the provider."""
    form = re.search(r'<form method="post" action="/sign-in/with/.*?</form>', page, re.DOTALL)[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def by_a_form(browser: Client, which: str, page: str, name: str):
    """The button, the page that goes on by itself, the provider, and back."""
    question = onward(browser.post(f"/sign-in/with/{which}/", hidden(page)))
    return browser.get(at_the_provider(question, name))


NEW = "/rooms/harbour/new/"


@pytest.fixture
def mia_writes(provider, building):
    browser = Browser()
    browser.sign_in("mia")
    browser.client.handler.enforce_csrf_checks = False
    link(browser.client, "member", "nhs-mia")
    browser.get(NEW)
    return browser


def test_a_draft_at_the_lock_comes_back_by_the_provider(mia_writes):
    locked = mia_writes.send(f"/lock/?next={NEW}", body="I stayed at the table.").content.decode()
    assert "Continue with the provider" in locked
    back = by_a_form(mia_writes.client, "member", locked, "nhs-mia")
    assert back["Location"] == NEW
    assert "I stayed at the table." in mia_writes.get(NEW).content.decode()


def test_a_text_sent_too_late_comes_back_by_the_provider(mia_writes):
    Session.objects.filter(session_key=mia_writes.client.cookies["sessionid"].value).delete()
    page = mia_writes.send(NEW, body="I stayed at the table.").content.decode()
    mia_writes.client.cookies.pop("sessionid", None)
    form = page.replace("/sign-in/with/staff/", "/elsewhere/")
    back = by_a_form(mia_writes.client, "member", form, "nhs-mia")
    assert back["Location"] == NEW
    assert "I stayed at the table." in mia_writes.get(NEW).content.decode()


def test_somebody_else_at_the_provider_does_not_unlock(mia_writes, building, sign_in):
    link(sign_in(building.max), "member", "nhs-max")
    locked = mia_writes.send(f"/lock/?next={NEW}", body="I stayed at the table.").content.decode()
    for name in ("nhs-max", "nobody-here"):
        assert by_a_form(mia_writes.client, "member", locked, name).status_code == 400
    assert mia_writes.get("/lobby/")["Location"].startswith("/lock/")


def test_an_answer_asked_for_before_the_lock_opens_nothing(mia_writes):
    question = mia_writes.client.get("/sign-in/with/member/")["Location"]
    back = at_the_provider(question, "nhs-mia")
    mia_writes.send(f"/lock/?next={NEW}", body="I stayed at the table.")
    assert mia_writes.client.get(back).status_code == 400
    assert mia_writes.get("/lobby/")["Location"].startswith("/lock/")


def test_the_lock_asks_the_provider_to_ask_anew_and_believes_no_older_sign_in(mia_writes):
    mia_writes.send(f"/lock/?next={NEW}", body="x y")
    asked = parse_qs(urlsplit(mia_writes.client.get("/sign-in/with/member/")["Location"]).query)
    assert asked["prompt"] == ["login"]
    assert asked["max_age"] == ["0"]
    assert conversation.was_asked_anew({"auth_time": int(time.time()) - 30})
    for old in ({}, {"auth_time": int(time.time()) - 3600}, {"auth_time": str(int(time.time()))}):
        assert not conversation.was_asked_anew(old)


def test_a_provider_that_asked_nothing_does_not_unlock(mia_writes, monkeypatch):
    locked = mia_writes.send(f"/lock/?next={NEW}", body="x y").content.decode()
    monkeypatch.setattr(conversation, "was_asked_anew", lambda claims: False)
    assert by_a_form(mia_writes.client, "member", locked, "nhs-mia").status_code == 400
    assert mia_writes.get("/lobby/")["Location"].startswith("/lock/")


def test_a_sign_in_by_a_provider_is_not_fresh_by_itself(provider, building, sign_in):
    """The provider may have asked nothing; what is private asks here."""
    link(sign_in(building.mia), "member", "nhs-mia")
    browser = Client()
    go(browser, "/sign-in/with/member/", "nhs-mia")
    assert browser.get("/you/password/")["Location"].startswith("/sign-in/again/")


# --- what is not believed --------------------------------------------------------------------------------
def test_an_answer_counts_once_and_only_where_it_was_asked_for(provider, building, sign_in):
    link(sign_in(building.mia), "member", "nhs-mia")
    asking, thief = Client(), Client()
    back = at_the_provider(asking.get("/sign-in/with/member/")["Location"], "nhs-mia")
    assert thief.get(back).status_code == 400, "a browser that asked nothing"
    thief.get("/sign-in/with/member/")
    assert thief.get(back).status_code == 400, "one that asked something else"
    assert asking.get(back)["Location"] == "/lobby/"
    asking.post("/sign-out/")
    assert asking.get(back).status_code == 400, "again"


@pytest.mark.parametrize("change", ["state", "code", "iss", "late"])
def test_an_answer_that_was_changed_is_refused(change, provider, building, sign_in, later):
    link(sign_in(building.mia), "member", "nhs-mia")
    browser = Client()
    back = at_the_provider(browser.get("/sign-in/with/member/")["Location"], "nhs-mia")
    given = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    if change == "late":
        later(minutes=11)
    elif change == "iss":
        given["iss"] = "https://another.example"
    else:
        given[change] = given[change][:-2] + "xx"
    assert browser.get(urlsplit(back).path, given).status_code == 400
    assert browser.get("/lobby/").status_code == 302


def test_the_code_is_worth_nothing_without_what_only_we_know(provider):
    """PKCE: another verifier, no token."""
    at, asked = conversation.provider("member"), Asked.anew()
    come_back_to = f"{HOME}/sign-in/with/member/back/"
    back = at_the_provider(conversation.address_to_ask(at, asked, come_back_to), "nhs-mia")
    code = parse_qs(urlsplit(back).query)["code"][0]
    with pytest.raises(ProviderTrouble):
        conversation.claims_for(at, Asked(asked.state, asked.nonce, "x" * 64), code, come_back_to)


KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "k"}) for _ in range(2))
GOOD = {"iss": "https://p.example", "aud": "us", "sub": "s", "nonce": "n"}


def token(key=KEY, alg="RS256", **changed):
    claims = GOOD | {"iat": int(time.time()), "exp": int(time.time()) + 300} | changed
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": "k"}, claims, key, algorithms=[alg])


@pytest.fixture
def check(monkeypatch):
    """Checks an ID token against keys that we hold, where a real provider would not lie."""
    monkeypatch.setattr(conversation, "_keys", lambda at, again: KEY)
    at = conversation.Provider("staff", "it", "https://p.example", "us")
    return lambda id_token: conversation.checked(at, Asked("state", "n", "v"), id_token)


def test_an_honest_id_token_is_believed(check):
    assert check(token())["sub"] == "s"
    assert check(token(aud=["us", "them"], azp="us"))["sub"] == "s"


@pytest.mark.parametrize(
    "changed",
    [{"iss": "https://q.example"}, {"iss": None}, {"aud": "them"}, {"aud": None}, {"aud": ["us", "them"]},
     {"aud": ["us", "them"], "azp": "them"}, {"nonce": "m"}, {"nonce": None}, {"exp": int(time.time()) - 120},
     {"exp": None}, {"iat": int(time.time()) + 86_400}, {"iat": None}, {"sub": None}, {"sub": ""}, {"sub": 7},
     {"key": OTHER_KEY}, {"alg": "RS512"}, {"alg": "PS256"}],
    ids=str,
)  # fmt: skip
def test_an_id_token_with_one_fault_is_refused(check, changed):
    with pytest.raises(ProviderTrouble):
        check(token(**changed))


def test_an_unsigned_id_token_is_refused(check):
    head, body, _signature = token().split(".")
    none = "eyJhbGciOiJub25lIn0"
    for forged in (f"{none}.{body}.", f"{head}.{body}.", "", "a.b.c", f"{head}.{body}"):
        with pytest.raises(ProviderTrouble):
            check(forged)
