"""Processes: who is alive, who belongs to whom, how to start one and how to be sure that it is gone.

Everything is read from /proc (Linux). A process is named by its pid *and* its start time, because a pid alone
is soon given to somebody else, and killing somebody else is the one mistake this package must not make.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple


class Trouble(Exception):
    """What could not be had, in one sentence for the person at the keyboard."""


class Stopped(Exception):
    """Somebody asked this run to end (Ctrl-C, SIGTERM) while it was still at work."""


class Stat(NamedTuple):
    """The few fields of /proc/<pid>/stat that say who a process is."""

    pid: int
    state: str
    parent: int
    group: int
    terminal: int  # 0: none
    started: int  # clock ticks since boot


#: In the environment of every service: the folder it belongs to.
MARK = "ALONGSIDE_ROOM"

#: Set by a signal handler: every wait in this package looks at it, so that no thread outlives a Ctrl-C.
stopping = threading.Event()

_children: dict[int, subprocess.Popen] = {}


def say(line: str) -> None:
    """One line to stderr (stdout belongs to the command), in one write, as several threads speak."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def parse_stat(text: str) -> Stat:
    """Read a line of /proc/<pid>/stat; the name in brackets may itself hold brackets and spaces."""
    pid = int(text.split(" ", 1)[0])
    fields = text.rpartition(")")[2].split()
    return Stat(pid, fields[0], int(fields[1]), int(fields[2]), int(fields[4]), int(fields[19]))


def stat(pid: int) -> Stat | None:
    """The process, or None when it is gone. A zombie is gone: some containers never reap theirs."""
    child = _children.get(pid)
    if child is not None:
        child.poll()
    try:
        found = parse_stat(Path(f"/proc/{pid}/stat").read_text())
    except (OSError, IndexError, ValueError):
        return None
    return None if found.state in "ZX" else found


def reap() -> None:
    """Let ended children go: PostgreSQL takes a zombie for a server that still runs."""
    for child in list(_children.values()):
        child.poll()


def is_alive(pid: int | None, started: int | None) -> bool:
    """Whether this very process, not a later one with the same number, still exists."""
    found = stat(pid) if pid else None
    return found is not None and found.started == started


def everyone() -> list[Stat]:
    """All living processes that we can see."""
    pids = (int(entry) for entry in os.listdir("/proc") if entry.isdigit())
    return [found for pid in pids if (found := stat(pid))]


def kin(leader: int, processes: Iterable[Stat]) -> set[int]:
    """The leader, its group and all its descendants: PostgreSQL's backends each have a group of their own."""
    processes = list(processes)
    family = {p.pid for p in processes if p.pid == leader or p.group == leader}
    while True:
        more = {p.pid for p in processes if p.parent in family} - family
        if not more:
            return family
        family |= more


def family_of(pid: int | None, started: int | None) -> set[int]:
    """The living family of a recorded process; empty when the leader is gone or was replaced."""
    return kin(pid, everyone()) if pid and is_alive(pid, started) else set()


def dwellers(folder: Path) -> set[int]:
    """Who works inside a folder: orphans of a killed leader are still found there.

    Services have no terminal; a person's shell that happens to stand in the folder has one and is spared.
    """
    return {p.pid for p in everyone() if p.pid != os.getpid() and not p.terminal and _lives_in(p.pid, folder)}


def _lives_in(pid: int, folder: Path) -> bool:
    """By its working directory (Elasticsearch needs another one) or its mark (PostgreSQL overwrites it)."""
    home = Path(f"/proc/{pid}")
    try:
        inside = Path(os.readlink(home / "cwd")).is_relative_to(folder)
        return inside or f"{MARK}={folder}".encode() in (home / "environ").read_bytes().split(b"\0")
    except OSError:
        return False


def send(pids: Iterable[int], number: int) -> None:
    """Signal each; one that ended meanwhile is no error."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def wait_gone(pids: Iterable[int], patience: float) -> set[int]:
    """Wait until they have ended; return those that have not."""
    left, deadline = set(pids), time.monotonic() + patience
    while (left := {pid for pid in left if stat(pid)}) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def put_down(pids: Iterable[int]) -> None:
    """SIGKILL, and wait for it to have worked (a stopped process dies of it too)."""
    pids = set(pids)
    send(pids, signal.SIGKILL)
    left = wait_gone(pids, 10)
    if left:
        raise Trouble(f"processes {sorted(left)} survived SIGKILL for 10 s")


def spawn(command: list[str], *, cwd: Path, env: Mapping[str, str], user: str | None, log: Path) -> Stat:
    """Start a service in a session and group of its own, so that a Ctrl-C does not reach it."""
    with log.open("ab") as out:
        child = subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **as_user(user),
        )
    _children[child.pid] = child
    found = stat(child.pid)
    if found is None:
        raise Trouble(f"{command[0]} ended at once")
    return found


def as_user(user: str | None) -> dict:
    """Popen's arguments to become somebody else; nothing at all when we stay who we are."""
    return {"user": user, "group": user, "extra_groups": []} if user else {}


def helper(
    command: list[str],
    *,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    cwd: str | Path = "/",
    tick: Callable[[], None] | None = None,
    patience: float = 600,
    to_the_end: bool = False,
) -> str:
    """Run a command that ends by itself and return what it printed; Trouble with its last line when it fails.

    `tick` is called about every two seconds. `to_the_end` is for apt-get: half an installation is worse
    than waiting.
    """
    child = _open(command, None if env is None else dict(env), user, cwd)
    try:
        printed = _collect(child, tick, time.monotonic() + patience, to_the_end)
    finally:
        if child.poll() is None:
            put_down(kin(child.pid, everyone()))
    if child.returncode:
        raise Trouble(f"`{' '.join(command[:3])}` failed: {last_line(printed)}")
    return printed


def _open(command: list[str], env: dict | None, user: str | None, cwd: str | Path) -> subprocess.Popen:
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    text = {"text": True, "errors": "replace"}
    try:
        return subprocess.Popen(
            command, env=env, cwd=cwd, start_new_session=True, **pipes, **text, **as_user(user)
        )
    except OSError as error:
        raise Trouble(f"cannot run {command[0]}: {error.strerror}") from None


def _collect(child: subprocess.Popen, tick: Callable | None, deadline: float, to_the_end: bool) -> str:
    next_tick = time.monotonic() + 2
    while True:
        try:
            return child.communicate(timeout=0.1)[0]
        except subprocess.TimeoutExpired:
            pass
        if stopping.is_set() and not to_the_end:
            raise Stopped
        if time.monotonic() > deadline:
            raise Trouble(f"`{' '.join(child.args[:3])}` did not end in time")
        if tick and time.monotonic() > next_tick:
            tick()
            next_tick = time.monotonic() + 2


def last_line(text: str) -> str:
    """The last line that says anything."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def moments(patience: float, pause: float = 0.05) -> Iterator[float]:
    """Yield now and then until the patience is used up, or somebody asks to stop."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if stopping.is_set():
            raise Stopped
        yield time.monotonic()
        time.sleep(pause)
