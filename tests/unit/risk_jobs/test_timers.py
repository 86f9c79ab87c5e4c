"""The clock's decisions and what they rest on: notes of processes, a table, debts tried ever less often."""

import os
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone
from django_q.models import OrmQ

from community.utterances.models import Utterance
from risk_jobs import debts, pulse, timers, watchdog
from risk_jobs.management.commands import clock
from risk_jobs.pulse import Note, What
from risk_jobs.schedules import TIMERS, Timer
from risk_jobs.timers import Queue

NOW = 1_000_000.0
PUSHER, WORKER, OTHER = 10, 11, 12


def queue(*notes: Note, due: float | None = None, living=(PUSHER, WORKER), cleared=()) -> Queue:
    """All jobs of the notes are in flight, unless cleared away."""
    in_flight = frozenset(note.job for note in notes) - set(cleared)
    return Queue(oldest_due=due, in_flight=in_flight, notes=notes, living=frozenset(living), now=NOW)


def note(process: int, what: What, job: int, ago: float) -> Note:
    return Note(process, what, job, NOW - ago)


def frozen(found: Queue) -> bool:
    return timers.is_frozen(found, after=20, longest_job=80)


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("nothing to do", queue()),
        ("a fresh job", queue(due=19)),
        ("a job handed out just now", queue(note(PUSHER, What.HANDED_OUT, 1, 5))),
        ("done and cleared away", queue(note(WORKER, What.DONE, 1, 900), cleared=[1])),
        ("a long job, others wait", queue(note(WORKER, What.BUSY, 1, 60), due=60)),
        ("a backlog that moves", queue(note(WORKER, What.DONE, 1, 3), due=300)),
        ("failed: its row waits for the next try", queue(note(WORKER, What.FAILED, 1, 100))),
    ],
)
def test_a_healthy_worker_is_left_alone(what, found):
    assert not frozen(found), what


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("nobody ever took a row", queue(due=21)),
        ("one job in our pipe, none due", queue(note(PUSHER, What.HANDED_OUT, 1, 21))),
        ("idle since long, a row waits", queue(note(WORKER, What.DONE, 1, 100), due=21, cleared=[1])),
        ("results are not cleared away", queue(note(WORKER, What.DONE, 1, 21))),
        ("busy for longer than a job may take", queue(note(WORKER, What.BUSY, 1, 81), due=81)),
        ("the busy one is dead", queue(note(OTHER, What.BUSY, 1, 30), due=30)),
        (
            "failed, handed out again, never begun",
            queue(note(WORKER, What.FAILED, 1, 200), note(PUSHER, What.HANDED_OUT, 1, 30)),
        ),
    ],
)
def test_a_frozen_worker_is_seen(what, found):
    assert frozen(found), what


def test_a_job_is_lost_when_who_began_it_is_dead():
    found = queue(note(OTHER, What.BUSY, 1, 5), note(WORKER, What.BUSY, 2, 5), note(OTHER, What.DONE, 3, 5))
    assert timers.lost(found) == {1}


def test_a_lost_job_that_was_handed_out_again_is_not_lost_again():
    found = queue(note(OTHER, What.BUSY, 1, 30), note(PUSHER, What.HANDED_OUT, 1, 5))
    assert timers.lost(found) == set()


def test_a_lost_job_that_was_cleared_away_is_over():
    assert timers.lost(queue(note(OTHER, What.BUSY, 1, 5), cleared=[1])) == set()


def test_what_aged_while_nobody_could_work_does_not_count():
    now = timezone.now()
    since = now - timedelta(days=1)
    assert timers.waited(since, now=now, watched_since=now - timedelta(seconds=3)) == 3
    assert timers.waited(now - timedelta(seconds=2), now=now, watched_since=since) == 2


def test_a_new_group_gets_time_to_show_that_it_lives():
    assert timers.may_signal(None, now=5, every=30)
    assert not timers.may_signal(5, now=34.9, every=30)
    assert timers.may_signal(5, now=35, every=30)


def test_a_debt_that_cannot_be_paid_is_tried_less_and_less_often():
    pause = 2.0
    pauses = [pause := timers.next_pause(pause, paid=False, shortest=2, longest=60) for _ in range(6)]
    assert pauses == [4, 8, 16, 32, 60, 60]
    assert timers.next_pause(60, paid=True, shortest=2, longest=60) == 2


# --- the notes ------------------------------------------------------------------------------------
@pytest.fixture
def notes_in(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKER_PULSE", str(tmp_path))
    pulse._mine.clear()
    return tmp_path


def test_notes_are_read_back_the_newest_of_each_job(notes_in):
    for what in (What.HANDED_OUT, What.BUSY, What.DONE):
        pulse.note(what, 7)
    [found] = pulse.notes()
    assert (found.process, found.what, found.job) == (os.getpid(), What.DONE, 7)


def test_a_file_of_notes_stays_small(notes_in):
    for job in range(200):
        pulse.note(What.DONE, job)
    assert [found.job for found in pulse.notes()] == list(range(200 - pulse.REMEMBERED, 200))


def test_a_new_group_forgets_the_notes_of_the_last(notes_in):
    pulse.note(What.BUSY, 1)
    assert pulse.born() is None
    pulse.begin_anew()
    assert pulse.notes() == []
    assert pulse.born() is not None


def test_without_a_supervisor_nothing_is_noted(monkeypatch):
    monkeypatch.delenv("WORKER_PULSE", raising=False)
    pulse.note(What.BUSY, 1)
    assert pulse.notes() == []
    assert pulse.born() is None


def test_a_folder_that_vanished_stops_no_job(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKER_PULSE", str(tmp_path / "gone"))
    pulse.note(What.BUSY, 1)
    assert pulse.notes() == []


# --- the watchdog on a table ----------------------------------------------------------------------
def row(*, locked_for: float) -> OrmQ:
    lock = timezone.now() + timedelta(seconds=locked_for)
    return OrmQ.objects.create(key="alongside", payload="", lock=lock)


@pytest.fixture
def barks(monkeypatch):
    heard: list[str] = []
    monkeypatch.setattr(watchdog, "start_worker_anew", lambda: heard.append("anew"))
    return heard


def watching_for(seconds: float) -> watchdog.Watchdog:
    dog = watchdog.Watchdog()
    dog.watched_since = timezone.now() - timedelta(seconds=seconds)
    return dog


def test_an_old_due_row_barks_once(db, barks, notes_in):
    row(locked_for=-25)
    dog = watching_for(60)
    dog.look()
    dog.look()
    assert barks == ["anew"]


def test_old_rows_of_a_building_that_was_closed_do_not_bark(db, barks, notes_in):
    row(locked_for=-86_400)
    watching_for(5).look()
    assert barks == []


def test_a_row_being_worked_elsewhere_does_not_bark(db, barks, notes_in):
    row(locked_for=60)
    watching_for(600).look()
    assert barks == []


def test_the_job_of_a_dead_worker_is_given_back(db, barks, notes_in):
    lost, working = row(locked_for=140), row(locked_for=140)
    (notes_in / "4194999").write_text(f"busy {lost.pk} {timezone.now().timestamp()}\n")
    pulse.note(What.BUSY, working.pk)
    watching_for(5).look()
    assert list(OrmQ.objects.filter(lock__lte=timezone.now())) == [lost]


def test_a_new_group_takes_back_what_the_last_one_held(db, notes_in):
    held, failed = row(locked_for=140), row(locked_for=140)
    pulse.note(What.HANDED_OUT, held.pk)
    pulse.note(What.FAILED, failed.pk)
    watchdog.give_back_what_the_last_group_held()
    assert list(OrmQ.objects.filter(lock__lte=timezone.now())) == [held]


def test_after_a_database_that_was_away_it_counts_anew(monkeypatch):
    dog = watching_for(600)
    monkeypatch.setattr(dog, "_queue", lambda: (_ for _ in ()).throw(DatabaseError))
    with pytest.raises(DatabaseError):
        dog.look()
    assert timezone.now() - dog.watched_since < timedelta(seconds=5)


# --- the loop -------------------------------------------------------------------------------------
calls: list[str] = []


def fails() -> None:
    calls.append("fails")
    raise RuntimeError("words of a text")


def works() -> None:
    calls.append("works")


def test_one_failing_timer_stops_no_other_and_its_words_are_not_logged(db, caplog):
    calls.clear()
    here = __name__
    rounds = iter([True, True, True, False])
    times = iter(range(100))
    clock.run(
        [Timer("a", 100, f"{here}.fails"), Timer("b", 1, f"{here}.works")],
        lambda: next(rounds),
        clock=lambda: float(next(times)),
        sleep=lambda _: None,
    )
    assert calls == ["fails", "works", "works", "works"]
    assert "RuntimeError" in caplog.text
    assert "words" not in caplog.text


def test_every_timer_can_be_found():
    for timer in TIMERS:
        assert callable(clock.Running(timer, clock.import_string(timer.does)).do)
        assert timer.every_s >= 1
    assert len({timer.name for timer in TIMERS}) == len(TIMERS)


# --- debts ----------------------------------------------------------------------------------------
@pytest.fixture
def owed(db, building, say):
    """One text, said a minute ago, that neither judge nor index has seen."""
    found = say(building.mia, building.harbour, "I could not sleep again")
    Utterance.objects.exclude(pk=found.pk).update(screened_at=timezone.now(), screened_with="x")
    Utterance.objects.exclude(pk=found.pk).update(indexed_at=timezone.now())
    ago = timezone.now() - timedelta(minutes=1)
    Utterance.objects.filter(pk=found.pk).update(
        screened_at=None, screened_with="", indexed_at=None, said_at=ago
    )
    OrmQ.objects.all().delete()
    return found


def test_what_is_owed_to_the_judge_is_paid_by_the_clock(owed):
    debts.JudgeDebts().pay()
    owed.refresh_from_db()
    assert owed.screened_at is not None


def test_a_text_that_cannot_be_judged_keeps_no_new_debt_waiting(owed, monkeypatch):
    tries: list[int] = []
    monkeypatch.setattr(debts, "pay_screening_debts", lambda: tries.append(1) or 0)
    time = iter([0.0, 0.1, 1.0, 2.0, 3.0, 3.1, 9.0])
    judge = debts.JudgeDebts(clock=lambda: next(time))
    judge.pay()
    judge.pay()
    assert len(tries) == 1
    judge.newest = 0  # as if a newer text were owed
    judge.pay()
    assert len(tries) == 2


def test_one_job_for_the_index_at_a_time(owed):
    index = debts.HandedToTheWorker(debts.INDEX_DEBTS, "index", debts._owed_to_the_index)
    index.pay()
    index.pay()
    assert [found.func() for found in OrmQ.objects.all()] == [debts.INDEX_DEBTS]
    OrmQ.objects.all().delete()
    index.pay()
    assert OrmQ.objects.count() == 1
