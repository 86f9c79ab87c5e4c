"""Finding and killing the processes of the worker, from outside, as a machine that runs out of memory would."""

import os
import signal
import time
from pathlib import Path

from risk_jobs.pulse import What
from tests.faults.building import Open, wait_for

#: How: one who does jobs, as it comes or while it waits for the next (that freezes a cluster), the guard over
#: them, the leader, or all of them at once.
#: Or the clock, which runs beside them.
WORKER, IDLE, SENTINEL, LEADER, GROUP = "worker", "idle worker", "sentinel", "leader", "group"
CLOCK = "clock"
WAITING = "SELECT count(*) FROM django_q_ormq WHERE lock <= now()"


def children(pid: int) -> list[int]:
    """Living child processes."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(child) for child in found.read_text().split()]
    except OSError:
        return []


def command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return []


class Killer:
    def __init__(self, building: Open) -> None:
        self.building = building
        self.kills: list[str] = []
        self.killed_at, self.gone = 0.0, 0

    def kill_worker(self, how: str) -> None:
        """Only after a job was done since the last time: each kill meets a group that works."""
        name = f"a job done after kill {len(self.kills)} ({self.kills[-1:]})"
        if how == IDLE:
            wait_for(self._who_did_a_job, 120, name)
            wait_for(lambda: not self.building.site.one(WAITING), 60, "an empty queue")
            time.sleep(0.5)  # back to waiting for the pipe, whose lock it holds
        while not self._kill(how, wait_for(self._who_did_a_job, 120, name)):
            pass  # it ended by itself in that moment
        self.kills.append(how)

    def _kill(self, how: str, worker: int) -> bool:
        if how == CLOCK:
            return self._kill_the_clock()
        leader = self._leader()
        sentinel = next(iter(children(leader)), leader)
        target = {WORKER: worker, IDLE: worker, SENTINEL: sentinel, LEADER: leader, GROUP: leader}[how]
        try:
            (os.killpg if how == GROUP else os.kill)(target, signal.SIGKILL)
        except ProcessLookupError:
            return False
        self.killed_at, self.gone = time.time(), 0 if how in (WORKER, IDLE) else leader
        return True

    def _kill_the_clock(self) -> bool:
        clock = self._child("clock")
        if clock:
            os.kill(clock, signal.SIGKILL)
            self.killed_at = time.time()
        return bool(clock)

    def _leader(self) -> int:
        return self._child("worker")

    def _child(self, name: str) -> int:
        family = children(self.building.supervisor.pid)
        return next((pid for pid in family if "manage.py" in command(pid) and name in command(pid)), 0)

    def _who_did_a_job(self) -> int:
        """Whoever noted a job as done since the last kill, in a group that was not given up with it."""
        leader = self._leader()
        if not leader or leader == self.gone:
            return 0
        grandchildren = [pid for sentinel in children(leader) for pid in children(sentinel)]
        return next((pid for pid in grandchildren if self._has_done(pid)), 0)

    def _has_done(self, pid: int) -> bool:
        lines = [line.split() for notes in self._notes(pid) for line in notes.splitlines()]
        return any(what == What.DONE and float(at) > self.killed_at for what, _job, at in lines)

    def _notes(self, pid: int) -> list[str]:
        found = self.building.site.folder.glob(f"alongside-*/{pid}")
        try:
            return [path.read_text() for path in found]
        except OSError:
            return []
