"""The supervisor with tiny children: they come back, they go as groups, and nothing is left behind."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0

# Writes "own pid, grandchild's pid, parent's pulse folder" for each of its lives, then sleeps like a server.
FAMILY = """
import os, pathlib, subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open({log!r}, "a") as log:
    log.write(f"{{os.getpid()}} {{grandchild.pid}} {{os.environ['WORKER_PULSE']}}\\n")
time.sleep(600)
"""


class Run:
    """A supervisor and the lives of its children, as they wrote them down."""

    def __init__(self, folder: Path, *children: str, how: str = "run") -> None:
        self.folder = folder
        names = children or ("worker",)
        self.logs = {name: folder / f"{name}.lives" for name in names}
        arguments = [f"--child={name}={self._command(name, how)}" for name in names]
        self.said = (folder / "said").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "risk_jobs.supervisor", *arguments],
            cwd=ROOT,
            stderr=self.said,
            process_group=0,
        )

    def _command(self, name: str, how: str) -> str:
        if how != "run":
            return how
        script = self.folder / f"{name}.py"
        script.write_text(FAMILY.format(log=str(self.logs[name])))
        return f"{sys.executable} {script}"

    def lives(self, name: str = "worker", count: int = 1) -> list[tuple[int, int]]:
        """(child, grandchild) of each life, once there have been so many."""
        path = self.logs[name]
        wait_for(lambda: path.exists() and path.read_text().count("\n") >= count)
        return [(int(child), int(grand)) for child, grand, _ in map(str.split, path.read_text().splitlines())]

    def pulse_folder(self) -> Path:
        self.lives()
        return Path(next(iter(self.logs.values())).read_text().split()[2])

    def words(self) -> str:
        return (self.folder / "said").read_text()

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def wait_for(found, patience: float = PATIENCE) -> None:
    until = time.monotonic() + patience
    while not found():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def state(pid: int) -> str:
    """The kernel's letter for a process; "" when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def is_gone(pid: int) -> bool:
    """A process that some container's init never reaps is dead all the same."""
    return state(pid) in ("", "Z", "X")


@pytest.fixture
def supervise(tmp_path):
    runs: list[Run] = []

    def begin(*children: str, how: str = "run") -> Run:
        runs.append(Run(tmp_path, *children, how=how))
        return runs[-1]

    yield begin
    for run in runs:
        with suppress(ProcessLookupError):
            run.process.kill()
        run.process.wait()
        run.said.close()


def test_a_killed_child_comes_back(supervise):
    run = supervise()
    [(child, grandchild)] = run.lives()
    began = time.monotonic()
    os.kill(child, signal.SIGKILL)
    _, (again, _) = run.lives(count=2)
    assert time.monotonic() - began < 3
    assert again != child
    assert is_gone(grandchild), "an orphan of the killed child worked on beside the new one"
    assert "worker was killed (SIGKILL), again in 0.5 s" in run.words()


def test_each_restart_is_one_line(supervise):
    run = supervise()
    for count in (1, 2):
        os.kill(run.lives(count=count)[-1][0], signal.SIGKILL)
    run.lives(count=3)
    assert len(run.words().splitlines()) == 2


def test_a_child_that_dies_at_once_is_tried_less_and_less_often(supervise):
    run = supervise(how=f"{sys.executable} -c 'raise SystemExit(3)'")
    wait_for(lambda: run.words().count("status 3") >= 3)
    pauses = [float(found) for found in re.findall(r"again in ([\d.]+) s", run.words())]
    assert pauses[:3] == [0.5, 1, 2]


def test_a_command_that_does_not_exist_is_said_and_tried_again(supervise):
    run = supervise(how="/nowhere/to/be/found")
    wait_for(lambda: run.words().count("could not be started (No such file or directory)") >= 2)
    assert run.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_stop_it_leaves_nothing(supervise, number):
    run = supervise("web", "worker", "clock")
    everyone = [pid for name in ("web", "worker", "clock") for life in run.lives(name) for pid in life]
    folder = run.pulse_folder()
    assert run.stop(number) == 0
    assert all(map(is_gone, everyone))
    assert not folder.exists()


def test_killed_itself_it_takes_children_and_grandchildren_along(supervise):
    run = supervise("web", "worker")
    everyone = [pid for name in ("web", "worker") for life in run.lives(name) for pid in life]
    folder = run.pulse_folder()
    run.process.kill()
    wait_for(lambda: all(map(is_gone, everyone)), 5)
    wait_for(lambda: not folder.exists(), 5)


@pytest.mark.parametrize(("number", "name"), [(signal.SIGUSR1, "worker"), (signal.SIGUSR2, "clock")])
def test_a_signal_starts_worker_or_clock_anew_and_no_other(supervise, number, name):
    run = supervise("web", name)
    [web], [old] = run.lives("web"), run.lives(name)
    run.process.send_signal(number)
    run.lives(name, count=2)
    assert all(map(is_gone, old))
    assert not any(map(is_gone, web))
    assert run.lives("web") == [web]


def test_no_zombies_stay(supervise):
    run = supervise()
    for count in (1, 2):
        os.kill(run.lives(count=count)[-1][0], signal.SIGKILL)
    dead = [pid for life in run.lives(count=3)[:2] for pid in life]
    wait_for(lambda: all(state(pid) == "" for pid in dead), 5)


def undertaker_of(run: Run) -> int:
    """The supervisor's only child that is none of the children."""
    known = {pid for life in run.lives() for pid in life}
    children = Path(f"/proc/{run.process.pid}/task/{run.process.pid}/children").read_text().split()
    [found] = set(map(int, children)) - known
    return found


def test_a_killed_undertaker_is_replaced_and_knows_everyone(supervise):
    run = supervise()
    first = undertaker_of(run)
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: state(first) == "")
    wait_for(lambda: undertaker_of(run) != first)
    [life] = run.lives()
    run.process.kill()
    wait_for(lambda: all(map(is_gone, life)), 5)


def test_a_stubborn_child_is_killed_at_the_second_request(supervise, tmp_path):
    stubborn = tmp_path / "stubborn.py"
    stubborn.write_text(
        "import pathlib, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"pathlib.Path({str(tmp_path / 'up')!r}).touch()\n"
        "time.sleep(600)\n"
    )
    run = supervise(how=f"{sys.executable} {stubborn}")
    wait_for((tmp_path / "up").exists)
    began = time.monotonic()
    run.process.send_signal(signal.SIGTERM)
    wait_for(lambda: "closing" in run.words())
    assert run.stop(signal.SIGINT) == 0
    assert time.monotonic() - began < 5
