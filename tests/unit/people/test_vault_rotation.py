"""Putting the vault under a new key: everything opens afterwards, and nothing needs the old one."""

import pytest
from django.core.management import call_command

from community.people.vault import actions as vault
from community.people.vault import rotation
from community.people.vault.details import Contact, Details, Field, How
from community.people.vault.models import Identity
from tests.unit.people.test_vault import DETAILS, IN_WORDS, shown


@pytest.fixture
def filled(building, settings):
    vault.fill(person=building.mia, details=DETAILS, by=building.cleo)
    for name in ("max", "robin", "vic", "wyn"):
        vault.fill(person=getattr(building, name), details=Details(name), by=building.cleo)
    settings.VAULT_KEYS = settings.VAULT_KEYS | {2: b"2" * 32}
    return building


def test_everything_opens_afterwards_without_the_old_key(filled, settings, monkeypatch, capsys):
    monkeypatch.setattr(rotation, "BATCH", 2)
    call_command("rotate_vault_keys")
    assert "5 rows are now under key 2" in capsys.readouterr().out
    settings.VAULT_KEYS = {2: b"2" * 32}
    assert shown(filled) == IN_WORDS
    assert vault.fill(person=filled.max, details=DETAILS, by=filled.cleo).number_is_kept


def test_a_second_run_has_nothing_to_do(filled):
    assert rotation.rotate().rotated == 5
    assert rotation.rotate().rotated == 0


def test_a_row_that_cannot_be_opened_is_named_and_stops_nothing(filled, capsys):
    broken = Identity.objects.get(person=filled.max)
    Identity.objects.filter(pk=broken.pk).update(real_name=b"\0\1" + b"x" * 60)
    with pytest.raises(SystemExit):
        call_command("rotate_vault_keys")
    told = capsys.readouterr().out
    assert "4 rows" in told
    assert broken.ref in told
    assert rotation.left() == 1


def test_what_is_changed_before_its_turn_is_under_the_new_key_already(filled):
    vault.set_contact(person=filled.mia, contact=Contact(How.TEXT, "07700 900123"), by=filled.mia)
    assert rotation.rotate().rotated == 4
    assert shown(filled)[Field.CONTACT] == "Text message: 07700 900123"
