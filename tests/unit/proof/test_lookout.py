"""Clock and worker look after one another, and the desk says what has stopped: a dead clock cannot call anybody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone

from community.people.models import AuditEntry
from risk_jobs import watchdog
from risk_jobs.on_call.models import Alert, AlertState, Reach, Says
from risk_jobs.proof import canaries, lookout, pauses, signs
from risk_jobs.proof.models import Beat, Canary, Pause

NOW = datetime(2026, 6, 10, 3, 1, tzinfo=UTC)
S, MIN = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def reached(building):
    for name in ("cleo", "clara"):
        Reach.objects.create(person=getattr(building, name), mail=f"{name}@example.org")


def looks(name, *seconds):
    """One who has watched since NOW looks at these seconds, and every ten in between."""
    watch, found = lookout.Lookout(name, NOW), []
    for at in range(0, seconds[-1] + 1, 10):
        stands = watch.look(now=NOW + at * S)
        found += [stands] if at in seconds else []
    return found


def test_a_clock_that_shows_itself_calls_nobody(building, reached):
    Beat.objects.create(name=signs.CLOCK, at=NOW + 5 * S)
    assert looks(signs.CLOCK, 60) == [False]
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("name", "late", "says"), [("clock", 60, "clock_still"), ("worker", 180, "worker_still")]
)
def test_one_that_stops_calls_along_the_rotas_of_all_services_once_a_step(
    building, reached, name, late, says
):
    Beat.objects.create(name=name, at=NOW)
    assert looks(name, late - 10, late, late + 100) == [False, True, True]
    assert {(one.person.handle, one.says) for one in Alert.objects.all()} == {("cleo", says), ("clara", says)}
    assert Alert.objects.count() == 2
    watch = lookout.Lookout(name, NOW)
    looks(name, late + 300)
    assert Alert.objects.count() == 4
    watch.look(now=NOW)
    Beat.objects.update(at=NOW + 20 * MIN)
    watch.look(now=NOW + 20 * MIN)
    assert not Alert.objects.owed().exists(), "it shows itself again: nobody need come"


def test_one_that_never_came_is_missed_too(building, reached):
    assert looks(signs.CLOCK, 50, 60) == [False, True]


def test_a_building_that_was_closed_and_a_machine_that_slept_accuse_nobody(building, reached):
    Beat.objects.create(name=signs.CLOCK, at=NOW - 600 * MIN)
    assert looks(signs.CLOCK, 50, 60) == [False, True]
    watch = lookout.Lookout(signs.CLOCK, NOW)
    assert not watch.look(now=NOW + 600 * MIN)
    assert not watch.look(now=NOW + 600 * MIN + 10 * S)


def test_a_machine_that_slept_for_less_than_a_minute_accuses_nobody_either(building, reached):
    Beat.objects.create(name=signs.CLOCK, at=NOW + 5 * S)
    watch = lookout.Lookout(signs.CLOCK, NOW)
    assert not watch.look(now=NOW + 10 * S)
    assert not watch.look(now=NOW + 66 * S)


@pytest.mark.parametrize("name", [signs.CLOCK, signs.WORKER])
def test_who_has_just_begun_to_watch_takes_no_call_back(building, reached, name):
    Beat.objects.create(name=name, at=NOW)
    looks(name, 180)
    owed = Alert.objects.owed().count()
    assert owed
    assert not lookout.Lookout(name, NOW + 190 * S).look(now=NOW + 200 * S)
    assert Alert.objects.owed().count() == owed, "a call that was taken back is not made again"


def test_a_clock_that_never_comes_is_asked_for_less_and_less_often(building, monkeypatch):
    asked, worker = [], lookout.ByTheWorker()
    for second in range(0, 3_000, 10):
        monkeypatch.setattr(watchdog, "start_clock_anew", lambda at=second: asked.append(at))
        worker._start_anew(second)
    assert asked == [0, 60, 180, 420, 900, 1_800, 2_700]


def test_a_gateway_that_is_slow_is_no_sleep_of_the_worker(building, reached, monkeypatch):
    monkeypatch.setattr(watchdog, "start_clock_anew", lambda: None)
    monkeypatch.setattr(lookout, "close_old_connections", lambda: None)
    worker = lookout.ByTheWorker()
    worker.lookout.watched_since -= 61 * S

    def a_minute_passes():
        worker.lookout.looked -= 70 * S

    monkeypatch.setattr(lookout.sending, "send_due", a_minute_passes)
    worker.look()
    assert worker.lookout.look(), "it still stands still, and the second on call is called in time"


def test_a_database_that_was_away_accuses_nobody(building, reached, monkeypatch):
    watch = lookout.Lookout(signs.CLOCK, timezone.now() - 70 * S)
    watch.looked = timezone.now()
    with monkeypatch.context() as gone:
        gone.setattr(Beat.objects, "filter", _away)
        with pytest.raises(DatabaseError):
            watch.look()
    assert not watch.look()


def _away(**asked):
    raise DatabaseError


def test_the_worker_sends_by_itself_and_asks_for_a_new_clock_not_too_often(building, reached, monkeypatch):
    asked = []
    monkeypatch.setattr(watchdog, "start_clock_anew", lambda: asked.append(1))
    monkeypatch.setattr(lookout, "close_old_connections", lambda: None)
    worker = lookout.ByTheWorker()
    worker.look()
    assert not mail.outbox
    worker.lookout.watched_since -= 61 * S
    worker.look()
    worker.look()
    assert {one.to[0] for one in mail.outbox} == {"cleo@example.org", "clara@example.org"}
    assert len(mail.outbox) == 2
    assert "clock has stopped" in mail.outbox[0].body
    assert set(Alert.objects.values_list("state", "says")) == {(AlertState.SENT, Says.CLOCK_STILL)}
    assert len(asked) == 1


def test_the_one_that_looks_goes_on_whatever_happens(building, monkeypatch):
    monkeypatch.setattr(lookout, "close_old_connections", lambda: None)
    worker = lookout.ByTheWorker()
    monkeypatch.setattr(worker.lookout, "look", lambda: 1 / 0)
    worker.look()


def test_the_desk_says_that_the_clock_has_stopped(building, sign_in):
    client = sign_in(building.cleo)
    assert "The clock has stopped" in client.get("/desk/").content.decode(), "it never came"
    signs.beat(signs.CLOCK)
    page = client.get("/desk/").content.decode()
    assert "The clock has stopped" not in page
    assert "The worker has stopped" in page
    signs.beat(signs.WORKER)
    assert "has stopped" not in client.get("/desk/").content.decode()
    Beat.objects.filter(name=signs.CLOCK).update(at=timezone.now() - 61 * S)
    assert "The clock has stopped" in client.get("/desk/", headers={"HX-Request": "true"}).content.decode()
    assert "the clock asks nobody" not in signs.worker().words
    Beat.objects.filter(name=signs.WORKER).update(at=timezone.now() - 4 * MIN)
    assert "the clock asks nobody" in signs.worker().words


def test_announced_work_wakes_nobody_and_what_does_not_come_back_calls_after_it(building, reached):
    pauses.begin(why="A new version", minutes=15, by=building.zed, now=NOW - S)
    Beat.objects.create(name=signs.CLOCK, at=NOW - S)
    watch = lookout.Lookout(signs.CLOCK, NOW)
    found = [watch.look(now=NOW + at * S) for at in range(0, 950, 10)]
    assert not any(found)
    assert not Alert.objects.exists()
    assert [watch.look(now=NOW + at * S) for at in (950, 960, 970)][-1]
    assert {one.line for one in Alert.objects.all()} == {1}, "as if it had stopped at the end of the work"


def test_work_that_is_done_is_watched_again(building, reached):
    pauses.begin(why="A new version", minutes=60, by=building.zed, now=NOW - S)
    pauses.end(by=building.zed, now=NOW + MIN)
    Beat.objects.create(name=signs.CLOCK, at=NOW - S)
    assert looks(signs.CLOCK, 110, 130) == [False, True]


def test_a_canary_of_announced_work_calls_nobody_until_it_is_over(building, reached):
    Canary.objects.create(slot=1, said_at=NOW)
    pauses.begin(why="A new version", minutes=15, by=building.zed, now=NOW)
    canaries.look(now=NOW + 14 * MIN)
    assert not Alert.objects.exists()
    canaries.look(now=NOW + 17 * MIN)
    assert {one.says for one in Alert.objects.all()} == {"canary_late"}


def test_work_is_announced_by_administrators_with_an_end_and_in_the_audit_log(building, sign_in):
    zed, page = sign_in(building.zed), "/status/planned-work/"
    assert zed.post(page, {"why": "A new version", "minutes": "600"}).status_code == 200
    assert not Pause.objects.exists()
    zed.post(page, {"why": "A new version", "minutes": "30"})
    assert "Work is announced already" in zed.post(page, {"why": "More", "minutes": "30"}).content.decode()
    assert "Planned work until" in sign_in(building.cleo).get("/desk/").content.decode()
    assert "A new version" in sign_in(building.cleo).get("/status/").content.decode()
    for name in ("cleo", "sam", "mia"):
        assert sign_in(getattr(building, name)).post(page, {"why": "xxx", "minutes": "15"}).status_code == 404
        assert sign_in(getattr(building, name)).post(f"{page}end/").status_code == 404
    with pytest.raises(PermissionDenied):
        pauses.begin(why="A new version", minutes=15, by=building.sam)
    zed.post(f"{page}end/")
    assert pauses.in_force() is None
    assert AuditEntry.objects.filter(what__startswith="pause:").count() == 2


def test_a_script_announces_it_in_somebodys_name(building, capsys):
    call_command("planned_work", "zed", why="A new version")
    assert pauses.in_force().made_by == building.zed
    call_command("planned_work", "zed", end=True)
    assert pauses.in_force() is None
    for who, why in (("sam", "x"), ("nobody", "x"), ("zed", "")):
        with pytest.raises(CommandError):
            call_command("planned_work", who, why=why)
