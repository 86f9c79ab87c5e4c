"""A command at a terminal of its own, as a person would have it: Ctrl-C is pressed, not imitated."""

import fcntl
import os
import pty
import signal
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from scripts.services import process
from scripts.services.process import Stat

ROOT = Path(__file__).resolve().parents[2]


def wait_for(found: Callable[[], Any], within: float, what: Callable[[], str]) -> Any:
    until = time.monotonic() + within
    while not (value := found()):
        assert time.monotonic() < until, f"not within {within:.0f} s: {what()}"
        time.sleep(0.05)
    return value


class Terminal:
    """The command is the leader of the terminal's foreground group; `said` is all that it has written there.

    With `hangs_up=False` it only writes there, as under a CI: otherwise the kernel tells everybody at the terminal
    when the leader dies, and what we do about a crash ourselves would never be seen."""

    def __init__(self, command: list[str], env: dict[str, str], *, hangs_up: bool = True) -> None:
        take = (lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)) if hangs_up else None
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=theirs, stdout=theirs, stderr=theirs,
            start_new_session=True, preexec_fn=take,
        )  # fmt: skip
        os.close(theirs)
        self.said = ""
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                self.said += os.read(self.ours, 4096).decode(errors="replace").replace("\r", "")
            except OSError:  # everybody who could write there is gone
                return

    def until(self, words: str, within: float) -> str:
        wait_for(lambda: words in self.said or self.process.poll() is not None, within, lambda: self.said)
        assert words in self.said, self.said
        return self.said

    def press_ctrl_c(self) -> None:
        os.write(self.ours, b"\x03")

    def family(self) -> list[Stat]:
        """The command and all that came of it, services in sessions of their own included."""
        everyone = process.everyone()
        names = process.kin(self.process.pid, everyone)
        return [found for found in everyone if found.pid in names]

    def ended(self, within: float = 40) -> int:
        """The exit status, as a shell would give it."""
        wait_for(lambda: self.process.poll() is not None, within, lambda: self.said)
        return self.process.returncode

    def close(self) -> None:
        """Nothing of a test that failed stays behind."""
        process.put_down(found.pid for found in self.family())
        self.process.wait(10)
        os.close(self.ours)


def environment_of(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace").split("\0")
    return dict(line.split("=", 1) for line in lines if "=" in line)


def living(family: Iterable[Stat]) -> list[str]:
    """Who of them still runs, by their command lines."""
    return [command_of(found.pid) for found in family if process.is_alive(found.pid, found.started)]


def all_gone(family: Iterable[Stat], within: float = 20) -> None:
    family = list(family)
    wait_for(lambda: not living(family), within, lambda: f"left running: {living(family)}")


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:120]
    except OSError:
        return f"{pid}"


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
