"""One parent for the web server, the worker and the clock: `python -m risk_jobs.supervisor`.

A child that ends comes back. Children are killed by process group, because a killed django-q2 leader leaves
workers that run on unguarded. SIGUSR1 starts the worker group anew: the clock sends it when jobs stand still.
SIGUSR2 starts the clock anew: the worker sends it when the clock does. SIGINT, SIGTERM or SIGHUP stop everything
(exit status 0); a second one does not wait. Should this process be SIGKILLed, `undertaker.py` takes the children
along. Standard library only: it must outlive everything."""

import argparse
import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from risk_jobs.undertaker import Undertaker, adopt_orphans, kill_group

LOOK_EVERY_S = 0.1
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 5.0
HEALTHY_AFTER_S = 10.0  # a child that lived so long starts again with the shortest pause
GRACE_S = 8.0  # for a page or a job to end; a job that does not is done again
WEB_FIRST_S = 20.0  # the others wait for the web server, as two cores load one program faster than three
RENEWS: dict[int, str] = {signal.SIGUSR1: "worker", signal.SIGUSR2: "clock"}
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def say(line: str) -> None:
    """One line in one write: children speak to the same terminal."""
    sys.stderr.write(f"supervisor: {line}\n")
    sys.stderr.flush()


@dataclass
class Child:
    """A command that is to run for ever. `process` is None between two of its lives."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    due: float = 0.0
    pause: float = 0.0

    @property
    def has_ended(self) -> bool:
        return self.process is not None and self.process.returncode is not None

    def rest(self, now: float) -> float:
        """How long to wait before the next life: longer and longer for one that dies at once."""
        longer = 0.0 if now - self.began > HEALTHY_AFTER_S else self.pause * 2
        self.pause = min(max(longer, SHORTEST_PAUSE_S), LONGEST_PAUSE_S)
        return self.pause


@dataclass
class Supervisor:
    """Keeps its children alive until asked to stop; says `greeting` when pages answer on `port`."""

    children: list[Child]
    port: int | None = None
    greeting: str = ""
    asked: list[int] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)

    def run(self) -> int:
        """Until a signal asks to stop; then 0."""
        self._listen()
        adopt_orphans()
        folder = Path(tempfile.mkdtemp(prefix="alongside-"))
        self.env = os.environ | {"SUPERVISOR_PID": str(os.getpid()), "WORKER_PULSE": str(folder)}
        self.undertaker = Undertaker(folder)
        self.opened, self.waits_for_web = time.monotonic(), self.port is not None
        try:
            while not self.asked:
                self._look(time.monotonic())
                time.sleep(LOOK_EVERY_S)
        finally:
            self._stop_all()
        return 0

    def _listen(self) -> None:
        """Handlers only take note. What was ignored (nohup) stays ignored."""
        for number in STOPS:
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, lambda number, _frame: self.asked.append(number))
        for asks_anew in RENEWS:
            signal.signal(asks_anew, lambda number, _frame: self.renewed.append(RENEWS[number]))

    def _look(self, now: float) -> None:
        self._reap()
        while self.renewed:
            self._renew(self.renewed.pop(), now)
        for child in self.children:
            if child.has_ended:
                self._bury(child, now)
            elif child.process is None and now >= child.due and self._may_start(child, now):
                self._start(child, now)
        self._greet()

    def _may_start(self, child: Child, now: float) -> bool:
        return child is self.children[0] or not self.waits_for_web or now - self.opened > WEB_FIRST_S

    def _start(self, child: Child, now: float) -> None:
        """A command that cannot be started at all counts as one that ended at once."""
        child.began = now
        try:
            child.process = subprocess.Popen(  # noqa: S603 - commands of ours or of who started us
                child.command, stdin=subprocess.DEVNULL, env=self.env, process_group=0
            )
        except OSError as error:
            child.due = now + child.rest(now)
            say(f"{child.name} could not be started ({error.strerror}), again in {child.pause:g} s")
            return
        self.undertaker.watch(child.process.pid)

    def _bury(self, child: Child, now: float) -> None:
        """Its group first: whoever is left in it would work beside the next life."""
        assert child.process is not None
        how = _in_words(child.process.returncode)
        self._clear(child)
        child.due = now + child.rest(now)
        say(f"{child.name} {how}, again in {child.pause:g} s")

    def _renew(self, name: str, now: float) -> None:
        for child in self.children:
            if child.name == name and child.process is not None and not child.has_ended:
                self._clear(child)
                child.due = now
                say(f"{name} was asked to start anew")

    def _clear(self, child: Child) -> None:
        assert child.process is not None
        group = child.process.pid
        kill_group(group)
        self._reap()
        child.process.returncode = child.process.returncode or 0  # kill_group may have reaped it
        self.undertaker.release(group)
        child.process = None

    def _reap(self) -> None:
        """All that ended, adopted orphans too, so that nothing stays a zombie."""
        while ended := _next_ended():
            number, status = ended
            self.undertaker.replace_if_gone(number)
            for child in self.children:
                if child.process is not None and child.process.pid == number:
                    child.process.returncode = os.waitstatus_to_exitcode(status)

    def _greet(self) -> None:
        """Once, when the first page can be asked for; until then the other children wait."""
        if self.waits_for_web and self.port is not None and _answers(self.port):
            self.waits_for_web = False
            sys.stdout.write(self.greeting)
            sys.stdout.flush()

    def _stop_all(self) -> None:
        """Leaders are asked, so that pages and jobs can end; then the groups are killed."""
        say("closing")
        running = [child for child in self.children if child.process is not None]
        for child in running:
            _ask_to_end(child)
        deadline, asked = time.monotonic() + GRACE_S, len(self.asked)
        while time.monotonic() < deadline and len(self.asked) == asked:
            self._reap()
            if all(child.has_ended for child in running):
                break
            time.sleep(0.05)
        for child in running:
            self._clear(child)
        self.undertaker.dismiss()


def _next_ended() -> tuple[int, int] | None:
    try:
        number, status = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    return (number, status) if number else None


def _ask_to_end(child: Child) -> None:
    assert child.process is not None
    if not child.has_ended:
        os.kill(child.process.pid, signal.SIGTERM)


def _in_words(code: int) -> str:
    return f"was killed ({signal.Signals(-code).name})" if code < 0 else f"ended with status {code}"


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def building(host: str, port: int) -> list[Child]:
    """What makes the demo building: one ASGI process, as its socket layer lives in memory; and on the next port what
    staff report anonymously, which shares nothing with the others."""
    python, manage = sys.executable, [sys.executable, "manage.py"]
    web = f"-m uvicorn cms.asgi:application --host {host} --port {port} --ws-max-size 65536 --lifespan off"
    web += " --no-access-log --log-level warning --timeout-graceful-shutdown 3"
    return [
        Child("web", [python, *web.split()]),
        Child("worker", [*manage, "worker"]),
        Child("clock", [*manage, "clock"]),
        Child("speak-up", [python, "-m", "community.speak_up", f"--host={host}", f"--port={port + 1}"]),
    ]


def _named(text: str) -> Child:
    name, _, command = text.partition("=")
    return Child(name, shlex.split(command))


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m risk_jobs.supervisor", description=__doc__)
    top.add_argument("--host", default="127.0.0.1")
    top.add_argument("--port", type=int, default=8000)
    top.add_argument("--greeting", type=Path, help="a text to print when the first page can be asked for")
    top.add_argument("--only", default="", metavar="NAME,NAME", help="of web, worker, clock, speak-up")
    top.add_argument("--child", action="append", type=_named, metavar="NAME=COMMAND", help="these instead")
    return top


def main(argv: list[str] | None = None) -> int:
    given = parser().parse_args(argv)
    names = given.only.split(",") if given.only else ["web", "worker", "clock", "speak-up"]
    children = given.child or [child for child in building(given.host, given.port) if child.name in names]
    has_pages = not given.child and "web" in names
    greeting = given.greeting.read_text() if given.greeting else ""
    return Supervisor(children, given.port if has_pages else None, greeting).run()


if __name__ == "__main__":
    sys.exit(main())
