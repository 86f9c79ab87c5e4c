"""Who lost everything gets a new lock from those who know them; it opens an account that is there, once."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from community.people import appointments
from community.people.models import AuditEntry, Person
from community.people.signing_in import new_locks
from community.people.signing_in.models import NewLock
from tests.cast import PASSWORD

NEW = "kettle lantern gravel hymn"


@pytest.mark.parametrize(
    ("giver", "person", "may"),
    [("cleo", "mia", True), ("cleo", "kit", False), ("clara", "mia", False), ("clara", "kit", True),
     ("pat", "mia", False), ("sam", "mia", False), ("mia", "max", False), ("cleo", "pat", False), ("zed", "cleo", True),
     ("zed", "clara", False), ("zed", "gil", False), ("zed", "mia", False), ("cleo", "cleo", False), ("zed", "zed", False)],
)  # fmt: skip
def test_who_may_give_whom_a_new_lock(giver, person, may, building, sign_in):
    giver, person = getattr(building, giver), getattr(building, person)
    assert new_locks.may_give(giver, person) is may
    answer = sign_in(giver).post("/give-new-lock/", {"handle": person.handle, "why": "seen in clinic today"})
    assert NewLock.objects.filter(person=person).exists() is may
    assert answer.status_code == (200 if new_locks.gives_any(giver) else 404)


def give(building, sign_in) -> str:
    page = (
        sign_in(building.cleo)
        .post("/give-new-lock/", {"handle": "mia", "why": "seen today"})
        .content.decode()
    )
    return re.search(r"/new-lock/(\w+)/", page).group(1)


def test_a_member_comes_back_with_it_and_what_they_had_no_longer_opens(building, sign_in):
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(building.mia, "TESTSECRETTESTSECRETTESTSECRETTE")
    thief = sign_in(building.mia)
    assert thief.get("/lobby/").status_code == 200
    code = give(building, sign_in)
    assert thief.get("/lobby/").status_code == 200, "nothing changes before it is used"
    mia = Client()
    assert mia.get(f"/new-lock/{code}/")["Location"] == "/new-lock/"
    assert mia.post("/new-lock/", {"password": NEW})["Location"] == "/lobby/"
    assert mia.get("/rooms/harbour/").status_code == 200
    assert thief.get("/lobby/").status_code == 302
    assert not Authenticator.objects.filter(user=building.mia).exists()
    again = Client()
    assert again.post("/sign-in/", {"login": "mia", "password": PASSWORD}).status_code == 200
    assert again.post("/sign-in/", {"login": "mia", "password": NEW})["Location"] == "/lobby/"
    did = set(AuditEntry.objects.values_list("did", flat=True))
    assert {"gave new lock", "used new lock"} <= did


def test_a_password_that_is_too_short_is_told_and_uses_nothing_up(building, sign_in):
    mia = Client()
    mia.get(f"/new-lock/{give(building, sign_in)}/")
    assert "at least 15" in mia.post("/new-lock/", {"password": "short"}).content.decode()
    assert mia.post("/new-lock/", {"password": NEW}).status_code == 302


def test_unknown_used_and_expired_look_alike(building, sign_in):
    used, code = give(building, sign_in), ""
    mia = Client()
    mia.get(f"/new-lock/{used}/")
    mia.post("/new-lock/", {"password": NEW})
    code = give(building, sign_in)
    NewLock.objects.filter(used_at=None).update(expires_at=timezone.now() - timedelta(minutes=1))
    answers = [Client().get(f"/new-lock/{one}/") for one in ("unknown", used, code)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    assert NewLock.objects.filter(digest=code).count() == 0, "the code itself is nowhere"


def test_a_later_one_shuts_an_earlier_one(building, sign_in):
    first, second = give(building, sign_in), give(building, sign_in)
    assert Client().get(f"/new-lock/{first}/").status_code == 404
    assert Client().get(f"/new-lock/{second}/").status_code == 302


def test_somebody_of_another_service_is_answered_like_nobody(building, sign_in):
    clinician = sign_in(building.cleo)
    pages = [
        clinician.post("/give-new-lock/", {"handle": handle, "why": "seen"}).content.decode()
        for handle in ("kit", "nobody-here")
    ]
    told = [re.findall(r"Nobody you look after has that name[^<]*", page) for page in pages]
    assert told[0]
    assert told[0] == told[1]


def test_the_first_administrator_gets_one_at_the_machine_and_then_a_passkey(building):
    Authenticator.objects.filter(user=building.zed).delete()
    printed = StringIO()
    call_command("new_lock", "zed", stdout=printed)
    zed = Client()
    zed.get(re.search(r"/new-lock/\w+/", printed.getvalue()).group())
    assert zed.post("/new-lock/", {"password": NEW})["Location"] == "/you/passkeys/add/"
    assert zed.get("/you/passkeys/add/").status_code == 302, "who they are is shown once more, even so"


def test_what_a_dismissed_clinician_has_kept_opens_nothing(building, sign_in):
    code = give(building, sign_in)
    appointments.end(appointment=building.cleo.appointments.get(), by=building.zed, why="left")
    assert Client().get(f"/new-lock/{code}/").status_code == 404


def test_nor_does_it_once_the_page_was_open_already(building, sign_in):
    code, thief = give(building, sign_in), Client()
    assert thief.get(f"/new-lock/{code}/").status_code == 302
    appointments.end(appointment=building.cleo.appointments.get(), by=building.zed, why="left")
    assert thief.post("/new-lock/", {"password": NEW}).status_code == 404
    assert building.mia.check_password(PASSWORD)


def test_giving_one_asks_for_a_fresh_sign_in(building, sign_in, later):
    clinician = sign_in(building.cleo)
    later(minutes=6)
    answer = clinician.post("/give-new-lock/", {"handle": "mia", "why": "seen"})
    assert answer["Location"].startswith("/sign-in/again/")
    assert not NewLock.objects.exists()
    assert Person.objects.filter(handle="mia").exists()
