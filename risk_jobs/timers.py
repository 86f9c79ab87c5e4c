"""The decisions of the clock as pure functions: numbers in, an answer out, no database, no time of their own.

A worker that is killed while idle can hold the lock of django-q2's pipe for ever: no crash, the leader alive,
and no job is ever begun again. From outside: a job waits, and nobody who could do it is doing anything."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from risk_jobs.pulse import Note, What


@dataclass(frozen=True)
class Queue:
    """What the clock sees of one worker group. Ages are seconds; a job is the number of its row."""

    oldest_due: float | None  # age of the oldest row that anybody may take
    in_flight: frozenset[int]  # of the jobs in the notes, those handed out and not cleared away
    notes: Sequence[Note]
    living: frozenset[int]  # processes of the notes that still exist
    now: float  # seconds since 1970, as in the notes


def is_frozen(queue: Queue, *, after: float, longest_job: float) -> bool:
    """Whether a job has waited longer than `after` seconds while all our workers stood idle for as long.

    One that is busy is left alone for `longest_job` seconds: a long job is not a frozen one."""
    if _longest_wait(queue) <= after:
        return False
    states = _last(queue.notes, of_each=lambda note: note.process)
    return not any(_is_sign_of_life(note, queue, after, longest_job) for note in states)


def _longest_wait(queue: Queue) -> float:
    """Of the due rows, and of those in our pipe: handed out and never begun, or done and never cleared."""
    waiting = [note for note in _last_of_each_job(queue) if note.what in (What.HANDED_OUT, What.DONE)]
    return max([queue.oldest_due or 0.0, *(queue.now - note.at for note in waiting)])


def _is_sign_of_life(note: Note, queue: Queue, after: float, longest_job: float) -> bool:
    """The pusher's notes say nothing about those who work."""
    if note.process not in queue.living or note.what is What.HANDED_OUT:
        return False
    return queue.now - note.at <= (longest_job if note.what is What.BUSY else after)


def lost(queue: Queue) -> set[int]:
    """Jobs that died with the worker that was doing them: they may be handed out again at once, and need not
    wait until their `retry` is over."""
    begun = (note for note in _last_of_each_job(queue) if note.what is What.BUSY)
    return {note.job for note in begun if note.process not in queue.living}


def _last_of_each_job(queue: Queue) -> list[Note]:
    """What happened last to each job that is still in flight, whoever noted it."""
    notes = [note for note in queue.notes if note.job in queue.in_flight]
    return _last(notes, of_each=lambda note: note.job)


def _last(notes: Iterable[Note], *, of_each: Callable[[Note], int]) -> list[Note]:
    return list({of_each(note): note for note in sorted(notes, key=lambda note: note.at)}.values())


def waited(since: datetime, *, now: datetime, watched_since: datetime) -> float:
    """Seconds a row has waited before our eyes: what aged while nobody could work (a closed building, a
    database that was away, a worker still starting) says nothing against the worker."""
    return (now - max(since, watched_since)).total_seconds()


def may_signal(last: float | None, *, now: float, every: float) -> bool:
    """A new group needs time to show that it lives: not more often than `every` seconds."""
    return last is None or now - last >= every


def next_pause(pause: float, *, paid: bool, shortest: float, longest: float) -> float:
    """Seconds until a debt is tried again: twice as long each time that nothing could be paid."""
    return shortest if paid else min(pause * 2, longest)
