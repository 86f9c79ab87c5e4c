"""Finding and killing the processes of the worker, from outside, as a machine that runs out of memory would."""

import os
import signal
import time
from pathlib import Path

from risk_jobs.pulse import What
from tests.faults.building import Open, wait_for

#: How: one who does jobs (idle or busy, as it comes), the guard over them, the leader, or all of them at once.
WORKER, SENTINEL, LEADER, GROUP = "worker", "sentinel", "leader", "group"


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
        self.building, self.killed_at = building, 0.0
        self.kills: list[str] = []

    def kill_worker(self, how: str) -> None:
        """Only after a job was done since the last time: each kill meets a group that works."""
        worker = wait_for(
            self._who_did_a_job, 120, f"a job done after kill {len(self.kills)} ({self.kills[-1:]})"
        )
        leader = wait_for(self._leader, 30, "a worker group")
        sentinel = next(iter(children(leader)), leader)
        target = {WORKER: worker, SENTINEL: sentinel, LEADER: leader, GROUP: leader}[how]
        self.killed_at = time.time()
        (os.killpg if how == GROUP else os.kill)(target, signal.SIGKILL)
        self.kills.append(how)

    def _leader(self) -> int:
        family = children(self.building.supervisor.pid)
        return next((pid for pid in family if "manage.py" in command(pid) and "worker" in command(pid)), 0)

    def _who_did_a_job(self) -> int:
        """Whoever noted a job as done since the last kill, and lives."""
        for notes in self.building.site.folder.glob("alongside-*/*"):
            if notes.name.isdigit() and command(int(notes.name)) and self._has_done(notes):
                return int(notes.name)
        return 0

    def _has_done(self, notes: Path) -> bool:
        try:
            lines = [line.split() for line in notes.read_text().splitlines()]
        except OSError:
            return False
        return any(what == What.DONE and float(at) > self.killed_at for what, _job, at in lines)
