"""Where somebody is signed in, for how long, and how that ends."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from cms.settings import limits
from community.people.checks import limits_of_real_roles
from community.people.signing_in.models import OpenSession
from tests.cast import PASSWORD

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


@pytest.mark.parametrize(
    ("who", "idle", "stays"),
    [
        ("cleo", 29, True),
        ("cleo", 31, False),
        ("mia", 119, True),
        ("mia", 121, False),
        ("gil", 14, True),
        ("gil", 16, False),
        ("zed", 16, False),
    ],
)
def test_who_does_nothing_for_too_long_is_signed_out(who, idle, stays, building, sign_in, later):
    client = sign_in(getattr(building, who))
    assert client.get("/lobby/").status_code == 200
    later(minutes=idle)
    assert (client.get("/lobby/").status_code == 200) is stays


@pytest.mark.parametrize("who", ["cleo", "mia"])
def test_the_shortest_of_ones_roles_holds(who, building, settings, sign_in):
    """A trust may name any role; a page left open ends by the same clock as the next request."""
    settings.SESSION_LIMITS = settings.SESSION_LIMITS | {
        "clinician": (timedelta(minutes=5), timedelta(hours=1))
    }
    client = sign_in(getattr(building, who))
    client.get("/lobby/")
    one = OpenSession.objects.filter(person=getattr(building, who))
    within = OpenSession.objects.get(person=getattr(building, who)).seen_at + timedelta(minutes=6)
    assert one.over(within).exists() is (who == "cleo")


def test_an_installation_sets_the_limits_of_single_roles(settings):
    read = limits.by_role("clinician:15:8, carer:60:48")
    assert read["clinician"] == (timedelta(minutes=15), timedelta(hours=8))
    assert set(read) == {"clinician", "carer"}
    assert limits.by_role("") == {}
    settings.SESSION_LIMITS = settings.SESSION_LIMITS | read
    assert limits_of_real_roles(None) == []
    settings.SESSION_LIMITS = settings.SESSION_LIMITS | limits.by_role("clinican:15:8")
    assert "clinican" in limits_of_real_roles(None)[0].msg


@pytest.mark.parametrize(
    "text", ["clinician", "clinician:15", "carer:0:8", "carer:-5:8", "carer:x:8", "carer:5:8:9"]
)
def test_limits_that_cannot_be_read_stop_the_start(text):
    with pytest.raises(ImproperlyConfigured, match="SESSION_LIMITS_BY_ROLE"):
        limits.by_role(text)


@pytest.mark.parametrize(("who", "hours", "step"), [("cleo", 12, 20), ("mia", 7 * 24, 105)])
def test_nobody_stays_signed_in_for_ever(who, hours, step, building, sign_in, later):
    client = sign_in(getattr(building, who))
    for _ in range(hours * 60 // step - 1):
        later(minutes=step)
        assert client.get("/help-now/").status_code == 200
    assert client.get("/lobby/").status_code == 200
    later(minutes=step + 5)
    assert client.get("/lobby/").status_code == 302


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(building, sign_in, later):
    client = sign_in(building.cleo)
    client.get("/desk/")
    for _ in range(7):
        later(minutes=5)
        answer = client.get("/desk/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/sign-in/"


def test_signing_in_gives_a_new_session_id(building):
    client = Client()
    client.get("/join/")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post("/sign-in/", {"login": "mia", "password": PASSWORD})
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_ones_sign_ins_are_listed_by_a_coarse_word_and_ended(building):
    phone, desk = Client(headers={"User-Agent": FIREFOX}), Client(headers={"User-Agent": "curl/8"})
    for client in (phone, desk):
        client.post("/sign-in/", {"login": "mia", "password": PASSWORD}, REMOTE_ADDR="10.11.12.13")
    page = desk.get("/you/sign-ins/").content.decode()
    assert "Firefox on Android" in page
    assert "10.11.12.13" not in repr(list(OpenSession.objects.values()))
    assert "130" not in repr(list(OpenSession.objects.values("device")))
    other = OpenSession.objects.get(person=building.mia, device="Firefox on Android")
    assert desk.post(f"/you/sign-ins/{other.ref}/end/").status_code == 302
    assert phone.get("/lobby/").status_code == 302
    assert desk.get("/lobby/").status_code == 200


def test_somebody_elses_sign_in_does_not_exist(building, sign_in):
    mia, max_ = sign_in(building.mia), sign_in(building.max)
    mia.get("/lobby/")
    theirs = OpenSession.objects.get(person=building.mia)
    assert max_.post(f"/you/sign-ins/{theirs.ref}/end/").status_code == 404
    assert mia.get("/lobby/").status_code == 200


@pytest.mark.parametrize("what", ["others", "password", "second factor"])
def test_the_other_sessions_end_with_their_rows(what, building, sign_in, monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda then, **_kwargs: then())
    here, there = sign_in(building.mia), sign_in(building.mia)
    here.get("/lobby/")
    there.get("/lobby/")
    old = there.session.session_key
    if what == "others":
        here.post("/you/sign-ins/end-others/")
    elif what == "password":
        here.post("/you/password/", {"oldpassword": PASSWORD, "password1": "kettle lantern gravel hymn"})
    else:
        here.post("/sign-in/again/", {"password": PASSWORD})
        here.get("/you/second-factor/app/")
        from tests.unit.people.test_sign_in import digits

        here.post("/you/second-factor/app/", {"code": digits(here.session["mfa.totp.secret"])})
    assert not Session.objects.filter(session_key=old).exists()
    assert there.get("/lobby/").status_code == 302
    assert here.get("/lobby/").status_code == 200
    assert here.get("/you/sign-ins/").status_code == 200


def test_showing_that_it_is_you_renews_the_session_id(building, sign_in):
    client = sign_in(building.mia)
    client.get("/lobby/")
    before = client.session.session_key
    client.post("/sign-in/again/", {"password": PASSWORD})
    assert client.session.session_key != before
    assert OpenSession.objects.get(person=building.mia).session_key == client.session.session_key


def test_production_cookies_belong_to_this_host_alone():
    from pathlib import Path

    production = Path("cms/settings/production.py").read_text()
    for line in (
        '"__Host-session"',
        '"__Host-csrf"',
        'COOKIE_PREFIX = "__Host-"',
        "SESSION_COOKIE_SECURE = True",
    ):
        assert line in production


def test_the_clock_forgets_what_has_gone(building, sign_in, later):
    from community.people.signing_in import sessions

    sign_in(building.mia).get("/lobby/")
    later(days=8)
    sessions.forget()
    assert not OpenSession.objects.exists()
    assert not Session.objects.filter(expire_date__lt=timezone.now()).exists()
