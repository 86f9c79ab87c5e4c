"""What the worker's processes are doing, as small files that the clock reads.

The queue's table cannot tell a frozen cluster from a long job, nor whether a job that was handed out waits
in our own pipe or runs on another machine. So each process of the group keeps one file in the supervisor's
folder (`WORKER_PULSE`): the pusher what it handed out, each worker what it began and how that ended; numbers
only, newest last. Without the folder (nobody supervises) nothing is written, and the watchdog judges by the
table alone."""

import os
import time
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

#: More than one pipe can hold; a job that left this memory was done long ago, or the table's age tells.
REMEMBERED = 32


class What(StrEnum):
    HANDED_OUT = "handed-out"
    BUSY = "busy"
    DONE = "done"
    FAILED = "failed"


class Note(NamedTuple):
    """One event of one process. `job` is the number of its row in the queue, `at` is seconds since 1970."""

    process: int
    what: What
    job: int
    at: float


_mine: dict[int, tuple[What, float]] = {}
_owner = 0


def folder() -> Path | None:
    """Where the notes are, when a supervisor gave us a place."""
    named = os.environ.get("WORKER_PULSE", "")
    return Path(named) if named else None


def note(what: What, job: int) -> None:
    """Write down what this process does with a job. A full disk must not stop a job: errors are let go."""
    place = folder()
    if place is None:
        return
    _forget_what_the_parent_noted()
    _mine.pop(job, None)
    _mine[job] = (what, time.time())
    while len(_mine) > REMEMBERED:
        del _mine[next(iter(_mine))]
    _write(place / f"{os.getpid()}")


def _forget_what_the_parent_noted() -> None:
    """Workers are forked: the notes of the process they came from are not theirs."""
    global _owner
    if _owner != os.getpid():
        _owner = os.getpid()
        _mine.clear()


def _write(path: Path) -> None:
    """In one rename, as the clock reads at any moment."""
    lines = "".join(f"{what} {job} {at}\n" for job, (what, at) in _mine.items())
    try:
        path.with_suffix(".new").write_text(lines)
        path.with_suffix(".new").rename(path)
    except OSError:
        return


def notes() -> list[Note]:
    """All that is written down, of living and dead processes."""
    place = folder()
    files = place.iterdir() if place is not None and place.is_dir() else ()
    return [found for path in files if path.name.isdigit() for found in _read(path)]


def _read(path: Path) -> Iterable[Note]:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        what, job, at = line.split()
        yield Note(int(path.name), What(what), int(job), float(at))


def born() -> float | None:
    """When the worker group of now began, in seconds since 1970."""
    place = folder()
    try:
        return (place / "born").stat().st_mtime if place is not None else None
    except OSError:
        return None


def begin_anew() -> None:
    """Of a new worker group: forget the notes of the last one."""
    place = folder()
    if place is None:
        return
    for path in place.iterdir():
        path.unlink(missing_ok=True)
    (place / "born").touch()


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def on_begin(sender: Any, task: dict[str, Any], **kwargs: Any) -> None:
    """Receiver of django-q2's `pre_execute`, in the worker's process."""
    note(What.BUSY, task["ack_id"])


def on_end(sender: Any, task: dict[str, Any], **kwargs: Any) -> None:
    """Receiver of `post_execute_in_worker`. The row of a failed job stays on purpose, to be tried again."""
    note(What.DONE if task["success"] else What.FAILED, task["ack_id"])
