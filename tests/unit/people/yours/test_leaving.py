"""Closing one's account, and being erased: what goes, what stays and why, and that it stays gone after a restore."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils.html import escape

from community.people.joining.handles import looks_like
from community.people.models import Membership, Person
from community.people.policies import rooms_open_to
from community.people.vault.models import Identity
from community.people.yours import holdings, leaving, ledger
from community.people.yours.models import Departure
from community.rooms.models import Post
from community.utterances.models import Utterance
from risk_jobs.desk.models import Case
from tests import canaries
from tests.searching import look_at
from tests.unit.people.yours.community import close_all_cases, grow, words_in_cases
from tests.unit.people.yours.test_copies import parts

SEEDS = range(5)


def left_of(words: set[str]) -> set[tuple[str, str]]:
    """(word, table.column) of all that the database still holds."""
    found = canaries.Canaries({word: word for word in words}).found_in({"database": canaries.database()})
    return {(word, place.split(" ")[0]) for word, _source, place in found}


def test_every_column_that_names_somebody_says_what_becomes_of_it():
    assert holdings.unnamed() == set(), "name them in a Holding of their app's yours.py, or as staff_only"


def test_no_holding_names_a_column_that_is_not_there():
    named = {column for holding in holdings.all_holdings() for column in holding.columns}
    assert named <= set(holdings.columns_that_name_somebody())


# --- leaving


def leave(building, sign_in, texts="stay"):
    client = sign_in(building.mia)
    answer = client.post("/you/leave/", {"texts": texts, "sure": "on"})
    return client, answer


def test_who_leaves_is_out_at_once_and_everywhere(building, sign_in, say):
    elsewhere = sign_in(building.mia)
    elsewhere.get("/lobby/")
    client, answer = leave(building, sign_in)
    assert b"Your account is closed" in answer.content
    for browser in (client, elsewhere):
        assert browser.get("/lobby/").status_code == 302
    gone = Person.objects.get(pk=building.mia.pk)
    assert not gone.is_active
    assert not rooms_open_to(gone)
    assert not Membership.objects.in_force().filter(person=gone).exists()
    assert not gone.has_usable_password()


def test_what_they_wrote_stays_without_their_name_when_they_say_so(building, sign_in, say):
    said = say(building.mia, building.harbour, "My evenings are long.", title="Evenings")
    leave(building, sign_in)
    page = (
        sign_in(building.robin)
        .get(Post.objects.get(pk=said.source_id).in_thread.get_absolute_url())
        .content.decode()
    )
    assert "My evenings are long." in page
    assert "member-who-left" in page
    assert ">mia<" not in page
    assert Post.objects.get(pk=said.source_id).user_name.startswith("member-who-left")


def test_or_goes_from_the_eyes_of_peers_and_stays_in_the_record(building, sign_in, say):
    said = say(building.mia, building.harbour, "My evenings are long.", title="Evenings of mine")
    leave(building, sign_in, "hide")
    reader = sign_in(building.robin)
    thread = Post.objects.get(pk=said.source_id).in_thread.get_absolute_url()
    for address in (thread, "/rooms/harbour/", "/search/?q=long"):
        page = look_at(reader, address).content.decode()
        assert "My evenings are long." not in page
        assert "Evenings of mine" not in page
    assert Utterance.objects.get(pk=said.pk).text == "My evenings are long."


def test_nobody_can_take_the_name_of_who_left(building, sign_in):
    leave(building, sign_in)
    assert Person.objects.filter(handle_looks_like=looks_like("mia")).exists()


def test_the_care_team_still_knows_who_they_were(building, sign_in):
    grow(building, 1)
    leave(building, sign_in)
    assert Identity.objects.filter(person=building.mia).exists()


@pytest.mark.parametrize("who", ["cleo", "sam", "zed"])
def test_staff_are_dismissed_and_do_not_leave_by_themselves(who, building, sign_in):
    person = getattr(building, who)
    answer = sign_in(person).post("/you/leave/", {"texts": "stay", "sure": "on"})
    assert answer.status_code == 403
    assert Person.objects.get(pk=person.pk).is_active


def test_nobody_closes_or_erases_somebody_else(building):
    for by in (building.cleo, building.zed, building.robin):
        with pytest.raises(PermissionDenied):
            leaving.leave(person=building.mia, hide_texts=False, by=by)
        with pytest.raises(PermissionDenied):
            leaving.ask_for_erasure(person=building.mia, by=by)


@pytest.mark.parametrize("given", [{"texts": "stay"}, {"sure": "on"}, {}])
def test_a_half_filled_form_closes_nothing(given, building, sign_in):
    answer = sign_in(building.mia).post("/you/leave/", given)
    assert answer.status_code == 200
    assert not Departure.objects.exists()


# --- being erased


def kept_places(column: str) -> bool:
    """The declared list: texts that a clinician answered, and what the desk marked in them."""
    return column in {"utterances_utterance.text", "desk_flag.hits"}


def erased(building, seed: int) -> tuple[set, dict, dict]:
    grown = grow(building, seed)
    close_all_cases(building)
    before = parts(building.robin)
    answered = words_in_cases(building.mia)
    leaving.ask_for_erasure(person=building.mia, by=building.mia)
    own = grown.wrote["mia"] | grown.identity["mia"]
    assert Departure.objects.get(person=building.mia).erased_at
    return (
        {(word, at) for word, at in left_of(own) if not (word in answered and kept_places(at))},
        before,
        parts(building.robin),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_left_but_what_a_clinician_answered_and_others_lose_nothing(seed, building):
    left, before, after = erased(building, seed)
    assert left == set()
    before.pop("Where you are signed in"), after.pop("Where you are signed in")
    before.pop("When staff looked at your data"), after.pop("When staff looked at your data")
    assert after == before


def test_the_handle_goes_too(building):
    building.mia.handle = "quite-a-canary-otter"
    building.mia.save()
    grow(building, 3)
    close_all_cases(building)
    leaving.ask_for_erasure(person=building.mia, by=building.mia)
    assert left_of({"quite-a-canary-otter", looks_like("quite-a-canary-otter")}) == set()


def test_while_a_clinician_answers_they_can_still_be_reached_and_then_it_ends_by_itself(
    building, sign_in, say
):
    grow(building, 4)
    say(building.mia, building.harbour, "I have been purging again since Sunday.")
    assert Case.objects.open().filter(person=building.mia).exists()
    page = sign_in(building.mia).post("/you/erase/", {"sure": "on"}).content.decode()
    assert "A clinician is still answering" in page
    assert Identity.objects.filter(person=building.mia).exists()
    assert not Post.objects.filter(author=building.mia).published().exists()
    leaving.finish_what_waited()
    assert Identity.objects.filter(person=building.mia).exists()
    close_all_cases(building)
    leaving.finish_what_waited()
    assert not Identity.objects.filter(person=building.mia).exists()
    assert Departure.objects.get(person=building.mia).erased_at


def test_the_page_says_what_is_kept_and_why(building, sign_in):
    page = sign_in(building.mia).get("/you/erase/").content.decode()
    for holding in holdings.all_holdings():
        listed = f"{escape(holding.title)}</dt>" in page
        assert listed == bool(holding.kept), holding.title


# --- after a restore


def test_the_ledger_tells_whom_to_erase_again_and_nobody_else_who_they_were(building, settings):
    leaving.ask_for_erasure(person=building.mia, by=building.mia)
    [line] = Path(settings.ERASURE_LEDGER).read_text().splitlines()
    assert set(json.loads(line)) == {"at", "person"}
    assert building.mia.ref not in line
    assert ledger.digests() == {ledger.digest_of(building.mia)}


def test_who_was_erased_is_erased_again_when_an_older_backup_is_put_back(building, settings, capsys):
    ledger.append(building.mia)
    grown = grow(building, 6)  # the backup: of a day before they asked
    close_all_cases(building)
    answered = words_in_cases(building.mia)
    call_command("replay_erasures")
    assert "1 in the ledger, 1 had come back, 1 erased again." in capsys.readouterr().out
    left = left_of(grown.wrote["mia"] | grown.identity["mia"])
    assert {word for word, _at in left} <= answered
    assert Identity.objects.filter(person=building.robin).exists()
    call_command("replay_erasures")
    assert "0 had come back" in capsys.readouterr().out


def test_a_line_cut_short_by_a_crash_harms_nothing(building, settings):
    ledger.append(building.mia)
    with Path(settings.ERASURE_LEDGER).open("a") as file:
        file.write('{"at": "2026-')
    assert ledger.digests() == {ledger.digest_of(building.mia)}


def test_an_erasure_that_failed_leaves_everything_as_it_was(building, monkeypatch):
    grow(building, 7)
    close_all_cases(building)
    monkeypatch.setattr("community.people.vault.actions.destroy", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        leaving.ask_for_erasure(person=building.mia, by=building.mia)
    assert Person.objects.get(pk=building.mia.pk).is_active
    assert Post.objects.filter(author=building.mia).published().exists()


@pytest.mark.parametrize("cut_short", [b'{"at": "2026-11-01T03:00:00+00:00", "per', b"\xff\xfe\x00"])
def test_a_line_cut_short_by_a_crash_does_not_swallow_the_next_erasure(cut_short, building, settings):
    Path(settings.ERASURE_LEDGER).write_bytes(cut_short)
    ledger.append(building.mia)
    assert ledger.digests() == {ledger.digest_of(building.mia)}
