"""Every quarter of an hour the building says something that must be noticed, and calls somebody when it is not."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.people.services import actions as settings_of_services
from community.utterances.models import Utterance
from risk_jobs.desk.models import Case, Flag
from risk_jobs.on_call.models import Alert, AlertState, Reach, Says
from risk_jobs.proof import canaries, room, signs
from risk_jobs.proof.models import Canary
from risk_jobs.screening import actions as screening

NOW = datetime(2026, 6, 10, 3, 1, tzinfo=UTC)
S, MIN = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def nothing_is_judged(monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("planted")

    monkeypatch.setattr(screening, "_verdict", fails)


@pytest.fixture
def reached(building):
    Reach.objects.create(person=building.cleo, mail="cleo@example.org")
    Reach.objects.create(person=building.clara, mail="clara@example.org")


def test_one_is_said_each_quarter_of_an_hour_however_many_clocks(building):
    assert canaries.say(now=NOW)
    assert canaries.say(now=NOW + 5 * S) is None
    assert canaries.say(now=NOW + 13 * MIN) is None
    assert canaries.say(now=NOW + 14 * MIN)
    assert Canary.objects.count() == 2


def test_it_is_judged_flagged_and_leaves_no_case_behind(building):
    canary = canaries.say(now=NOW)
    assert {flag.topic for flag in Flag.objects.all()} >= {"purging", "suicide"}, "of several topics"
    canaries.look(now=NOW + 5 * S)
    canary.refresh_from_db()
    assert canary.flagged_at == NOW + 5 * S
    assert not Flag.objects.exists()
    assert not Case.objects.exists()
    assert not Alert.objects.exists()


def test_nobody_ever_sees_it_in_the_queue_in_a_search_or_a_room(building, sign_in):
    canaries.say(now=timezone.now())
    for name in ("cleo", "pat", "clara", "zed", "sam"):
        assert not Case.objects.visible_to(getattr(building, name)).exists()
    client = sign_in(building.cleo)
    assert (
        "0 cases" in client.get("/desk/").content.decode()
        or "Nothing waiting" in client.get("/desk/").content.decode()
    )
    found = client.post(
        "/desk/search/", {"q": "purging", "why": "Looking for it"}, follow=True
    ).content.decode()
    assert "the-building" not in found
    assert client.get("/rooms/proof-of-life/").status_code == 404
    assert "Proof of life" not in sign_in(building.zed).get("/on-call/").content.decode()


def test_whoever_is_said_to_say_it_cannot_sign_in(building):
    speaker = room.speaker()
    assert not speaker.is_active
    assert not speaker.has_usable_password()


def test_one_that_nobody_noticed_calls_along_the_rotas_of_all_services(building, reached, nothing_is_judged):
    canaries.say(now=NOW)
    canaries.look(now=NOW + 59 * S)
    assert not Alert.objects.exists()
    canaries.look(now=NOW + 60 * S)
    canaries.look(now=NOW + 65 * S)
    assert {(one.person.handle, one.says) for one in Alert.objects.all()} == {
        ("cleo", Says.CANARY_LATE),
        ("clara", Says.CANARY_LATE),
    }
    assert Alert.objects.count() == 2
    canaries.look(now=NOW + 5 * MIN)
    assert Alert.objects.count() == 4
    canaries.look(now=NOW + 15 * MIN)
    assert Alert.objects.count() == 6


def test_one_silence_is_one_alarm(building, reached, nothing_is_judged):
    canaries.say(now=NOW)
    canaries.say(now=NOW + 15 * MIN)
    canaries.look(now=NOW + 17 * MIN)
    assert len({alert.key.split("/")[1] for alert in Alert.objects.all()}) == 1


def test_when_it_is_noticed_after_all_nobody_is_called_any_more(building, reached, monkeypatch):
    with monkeypatch.context() as planted:
        planted.setattr(screening, "_verdict", lambda *a, **k: 1 / 0)
        canaries.say(now=NOW)
        canaries.look(now=NOW + 2 * MIN)
    assert Alert.objects.owed().count() == 2
    screening.screen(utterance=Utterance.objects.get())
    canaries.look(now=NOW + 3 * MIN)
    assert not Alert.objects.owed().exists()
    assert Alert.objects.filter(state=AlertState.NOT_NEEDED).count() == 2


def test_the_desk_says_when_the_last_one_was_noticed(building, sign_in):
    canaries.say(now=timezone.now() - 3 * MIN)
    canaries.look()
    page = sign_in(building.cleo).get("/desk/").content.decode()
    assert "Last canary 3 min ago. Texts owed: 0." in page


def test_the_desk_says_what_is_owed_and_since_when(building, say, sign_in, nothing_is_judged):
    said = say(building.mia, building.harbour, "I have been purging again since Sunday.")
    Utterance.objects.filter(pk=said.pk).update(said_at=timezone.now() - 4 * MIN)
    page = sign_in(building.cleo).get("/desk/").content.decode()
    assert "oldest 4 min" in page


def test_old_ones_are_forgotten_with_their_words(building):
    canaries.say(now=NOW - 8 * 24 * 60 * MIN)
    canaries.say(now=NOW)
    canaries.look(now=NOW)
    canaries.forget_old(now=NOW)
    assert Canary.objects.count() == 1
    assert Utterance.objects.filter(room__slug=room.SLUG).count() == 1


def test_a_clock_or_a_worker_that_stands_still_is_not_well(building):
    assert not signs.clock().ok
    signs.beat(signs.CLOCK)
    signs.beat(signs.CLOCK)
    assert signs.clock().ok
    signs.Beat.objects.update(at=timezone.now() - 61 * S)
    assert not signs.clock().ok


def test_that_nothing_is_read_is_not_well(building):
    assert not signs.reading().ok, "no canary yet"
    canaries.say()
    canaries.look()
    assert signs.reading().ok
    Canary.objects.update(said_at=timezone.now() - 18 * MIN)
    assert not signs.reading().ok


def test_only_staff_read_how_the_building_is(building, sign_in):
    for name in ("cleo", "sam", "edie", "zed"):
        assert sign_in(getattr(building, name)).get("/status/").status_code == 200
    for name in ("mia", "robin"):
        assert sign_in(getattr(building, name)).get("/status/").status_code == 404


def test_the_service_it_stands_in_is_nobodys_to_see_or_change_in_the_cms(building, sign_in):
    canaries.say()
    zed, own, place = sign_in(building.zed), room.service(), room.room()
    for address in ("/cms/services/", "/cms/rooms/", "/cms/rooms/new/", "/staff/", "/keys/"):
        assert "Proof of life" not in zed.get(address).content.decode(), address
    absent = zed.get("/cms/services/edit/99999/").status_code
    for address in (
        f"/cms/services/edit/{own.pk}/",
        f"/cms/services/history/{own.pk}/",
        f"/cms/rooms/edit/{place.pk}/",
    ):
        assert zed.get(address).status_code == absent == 404, address
    zed.post(f"/cms/services/edit/{own.pk}/", {"name": "Taken over"})
    assert zed.get(f"/staff/appoint/{own.slug}/").status_code == 404
    own.refresh_from_db()
    assert own.name == "Proof of life"
    with pytest.raises(PermissionDenied):
        settings_of_services.change(form=SimpleNamespace(instance=own), by=building.zed)
