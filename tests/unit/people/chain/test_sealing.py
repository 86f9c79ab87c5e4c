"""The chain grows by itself, says when it does not, and survives a death at any moment."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from community.people import audit
from community.people.chain import head, restoring, sealing, triggers, verifying
from community.people.chain.models import Seal
from community.people.models import AuditEntry
from tests.cast import say


@pytest.fixture
def written(building):
    for n in range(5):
        audit.write(who=building.cleo, did="read case", what=f"case:{n}")
    sealing.seal()
    return building


def test_what_was_written_is_sealed_in_order_and_once(written):
    assert list(Seal.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5]
    assert sealing.seal() == 0
    assert verifying.verify().is_sound
    assert head.read().position == 5


def test_an_entry_that_commits_later_than_a_younger_one_is_sealed_too(written):
    first, second = (audit.write(who=written.cleo, did="read case", what=f"case:{n}") for n in "ab")
    triggers.lift(connection)  # the older one is not to be seen yet: its transaction is still open
    kept = AuditEntry.objects.filter(pk=first.pk).values().get()
    AuditEntry.objects.filter(pk=first.pk).delete()
    sealing.seal()
    AuditEntry.objects.bulk_create([AuditEntry(**kept)])
    triggers.lay(connection)
    assert sealing.seal() == 1
    assert Seal.objects.get(entry_id=first.pk).position > Seal.objects.get(entry_id=second.pk).position
    assert verifying.verify().is_sound


@pytest.mark.parametrize("change", ["update", "delete"])
@pytest.mark.parametrize("model", [AuditEntry, Seal])
def test_the_database_refuses_to_change_or_delete(change, model, written):
    rows = model.objects.filter(pk=model.objects.first().pk)
    values = {"who": "nobody"} if model is AuditEntry else {"mac": "0"}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(**values) if change == "update" else rows.delete()
    assert verifying.verify().is_sound


def test_an_entry_saved_again_is_refused_by_the_code_too(written):
    entry = AuditEntry.objects.first()
    entry.why = "as if"
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()


def test_a_death_between_the_database_and_the_file_is_made_good(written, monkeypatch):
    audit.write(who=written.cleo, did="read case", what="case:6")
    with monkeypatch.context() as patched:
        patched.setattr(head, "write", lambda _head: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sealing.seal()
    assert (Seal.objects.count(), head.read().position) == (6, 5)
    assert verifying.verify().is_sound
    assert sealing.seal() == 0
    assert head.read().position == 6


def test_a_death_while_the_file_is_written_leaves_the_old_one(written, monkeypatch):
    audit.write(who=written.cleo, did="read case", what="case:6")
    with monkeypatch.context() as patched:
        patched.setattr(json, "dump", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sealing.seal()
    assert head.read().position == 5
    assert sealing.seal() == 0
    assert head.read().position == 6


def test_the_sealer_builds_nothing_on_a_chain_that_was_cut(written):
    triggers.lift(connection)
    Seal.objects.filter(position=5).delete()
    AuditEntry.objects.order_by("-pk").first().delete()
    triggers.lay(connection)
    audit.write(who=written.cleo, did="read case", what="case:6")
    with pytest.raises(sealing.ChainIsBroken):
        sealing.seal()
    assert verifying.verify().broken.startswith("position 5")


@pytest.mark.parametrize("trouble", ["gone", "not json", "other position"])
def test_a_head_that_was_touched_is_told(trouble, written, settings):
    file = Path(settings.AUDIT_HEAD_FILE)
    if trouble == "gone":
        file.unlink()
    elif trouble == "not json":
        file.write_text("{")
    else:
        file.write_text(json.dumps(json.loads(file.read_text()) | {"position": 3}))
    assert verifying.verify().broken.startswith("head:")
    with pytest.raises(sealing.ChainIsBroken):
        sealing.seal()


def test_the_clock_says_it_once_a_minute_not_once_a_second(written, settings, caplog):
    Path(settings.AUDIT_HEAD_FILE).unlink()
    for _second in range(5):
        sealing.seal_each_second()
    assert len([record for record in caplog.records if "not sealed any more" in record.message]) <= 1


def test_an_older_backup_goes_on_from_its_end_and_that_is_told_for_ever(written, capsys):
    triggers.lift(connection)
    Seal.objects.filter(position__gt=3).delete()
    AuditEntry.objects.exclude(pk__in=list(Seal.objects.values_list("entry_id", flat=True))).delete()
    triggers.lay(connection)
    assert verifying.verify().broken
    call_command("verify_audit", after_restore="Disk failed, backup of Sunday")
    audit.write(who=written.cleo, did="read case", what="case:6")
    assert sealing.seal() == 1
    call_command("verify_audit")
    told = capsys.readouterr().out
    assert told.count("Disk failed, backup of Sunday") == 2
    assert "the chain reached 5" in told
    assert head.read().restored


def test_a_restore_makes_no_broken_chain_sound(written):
    triggers.lift(connection)
    AuditEntry.objects.filter(pk=Seal.objects.get(position=2).entry_id).update(why="as if")
    triggers.lay(connection)
    restoring.go_on_from_here(why="Nothing to see")
    assert verifying.verify().broken.startswith("position 2")


def test_the_command_names_the_first_broken_row_and_fails(written, capsys):
    call_command("verify_audit")
    assert "As it was written." in capsys.readouterr().out
    triggers.lift(connection)
    entry = Seal.objects.get(position=2).entry_id
    AuditEntry.objects.filter(pk__gte=entry).update(why="as if")
    triggers.lay(connection)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")
    assert ended.value.code == 1
    assert f"BROKEN. First at position 2: entry {entry}" in capsys.readouterr().out


def test_an_entry_that_waits_too_long_is_told(written, capsys):
    AuditEntry.objects.create(
        who="cleo", did="read case", what="case:9", at=timezone.now() - timedelta(hours=3)
    )
    assert verifying.late() == 1
    with pytest.raises(SystemExit):
        call_command("verify_audit")
    assert "LATE. 1 entries" in capsys.readouterr().out


def test_what_the_cast_does_ends_in_a_sound_chain(building, sign_in):
    say(building.mia, building.harbour, "I have been purging again since Sunday.")
    client = sign_in(building.cleo)
    client.get(f"/people/{building.mia.ref}/")
    client.post("/desk/search/", {"why": "Looking", "q": "purging"}, follow=True)
    assert sealing.seal() == AuditEntry.objects.count() > 0
    assert verifying.verify().is_sound
