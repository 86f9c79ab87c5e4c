"""An installation begins with one administrator, made at the machine; all others are invited."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client

from cms.access import MANAGERS
from community.people import appointments
from community.people.joining import agreements
from community.people.models import AuditEntry, Person, Service, Trust

NEW = "kettle lantern gravel hymn"


@pytest.fixture
def without_one(building):
    appointments.end(appointment=building.zed.appointments.get())


def make(handle="harriet", service="Eating Disorders") -> str:
    printed = StringIO()
    call_command("first_administrator", handle, trust="A trust", service=service, stdout=printed)
    return printed.getvalue()


def test_the_sheet_lets_them_in_once_and_only_with_a_passkey(without_one):
    link = re.search(r"/new-lock/\w+/", make())[0]
    harriet = Client()
    harriet.get(link)
    assert harriet.post("/new-lock/", {"password": NEW})["Location"] == "/you/passkeys/add/"
    for address in ("/lobby/", "/desk/", "/cms/", "/staff/"):
        assert harriet.get(address)["Location"] == "/you/passkeys/needed/", address
    assert Client().get(link).status_code == 404


def test_with_the_passkey_they_invite_others(without_one, sign_in):
    make()
    person = Person.objects.get(handle="harriet")
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "My phone"})
    agreements.agree(by=person)
    harriet = sign_in(person)
    assert harriet.get("/keys/staff/talking-therapies/").status_code == 200
    assert harriet.get("/staff/").status_code == 200
    assert harriet.get("/rooms/harbour/").status_code == 404, "no room"


def test_on_an_empty_building_it_makes_the_trust_the_service_and_the_groups(without_one):
    Trust.objects.all().delete()
    Group.objects.filter(name=MANAGERS).delete()
    make(service="Perinatal Team")
    assert Service.objects.get(slug="perinatal-team").name == "Perinatal Team"
    assert Trust.objects.get().name == "A trust"
    assert Person.objects.get(handle="harriet").groups.get().name == MANAGERS
    assert AuditEntry.objects.filter(did="became first administrator").exists()


def test_where_there_is_one_nobody_else_is_made(building):
    with pytest.raises(CommandError, match="There is an administrator: zed"):
        make()
    assert not Person.objects.filter(handle="harriet").exists()


@pytest.mark.parametrize("handle", ["h", "harriet1", "Cle0", "cleo"])
def test_a_name_that_is_no_name_or_taken_makes_nothing(handle, without_one):
    before = Person.objects.count()
    with pytest.raises(CommandError):
        make(handle)
    assert Person.objects.count() == before
