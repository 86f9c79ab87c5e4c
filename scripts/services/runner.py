"""Services up for as long as a command runs, or until somebody says stop; then down, whatever happened."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from risk_jobs.undertaker import die_with_parent

from . import lifecycle, process, state
from .process import Stopped

WATCHED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 20.0  # seconds for a command to end after it was asked to


class Requests:
    """The signals that came in. A handler only takes note, so that none breaks off a clean-up."""

    def __init__(self) -> None:
        self.received: list[int] = []

    def note(self, number: int, frame: object) -> None:
        self.received.append(number)
        process.stopping.set()

    @property
    def status(self) -> int:
        """The exit status that a shell would give."""
        return 128 + self.received[0]


@contextmanager
def requests() -> Iterator[Requests]:
    """Listen to the signals that ask us to end."""
    asked = Requests()
    before = {number: signal.signal(number, asked.note) for number in WATCHED}
    try:
        yield asked
    finally:
        process.stopping.clear()
        for number, handler in before.items():
            signal.signal(number, handler)


def run(command: list[str], folder: str | Path | None = None, only: Iterable[str] = lifecycle.NAMES) -> int:
    """Services up, command, services down; the command's exit status."""
    with requests() as asked:
        try:
            place = lifecycle.up(folder, only)
        except Stopped:
            return asked.status
        try:
            return follow(command, {**os.environ, **place.environment()}, asked)
        finally:
            lifecycle.down(place.folder)


def follow(command: list[str], env: dict[str, str], asked: Requests) -> int:
    """Run the command in our own process group (it may use the terminal); end it when asked to. It is asked to
    end too when we are killed: whoever clears our services away would pull them from under it."""
    try:
        child = subprocess.Popen(command, env=env, preexec_fn=die_with_parent)
    except OSError as error:
        raise process.Trouble(f"cannot run {command[0]}: {error.strerror}") from None
    while child.poll() is None and not asked.received:
        process.reap()
        process.stopping.wait(0.05)
    if asked.received:
        dismiss(child, asked.received[0])
        return asked.status
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def dismiss(child: subprocess.Popen, number: int) -> None:
    """Pass the signal on, wait, then insist, together with whatever the command has started."""
    everyone = process.everyone()
    names = process.kin(child.pid, everyone)
    family = [found for found in everyone if found.pid in names]
    if child.poll() is None and not (number == signal.SIGINT and at_terminal()):
        child.send_signal(number)
    deadline = time.monotonic() + GRACE
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    process.put_down(found.pid for found in family if process.is_alive(found.pid, found.started))


def at_terminal() -> bool:
    """Whether a Ctrl-C has already reached the command, because the terminal sends it to the whole group."""
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def hold(folder: str | Path | None, only: Iterable[str]) -> int:
    """Services up until Ctrl-C; never over a set that is up already, as that one is not ours to take down."""
    standing = Path(folder) if folder else known_folder()
    if standing and is_held(standing):
        raise process.Trouble(
            f"services are up in {standing} already: `down` them first, or add with up --detach"
        )
    with requests() as asked:
        try:
            place = lifecycle.up(folder, only)
        except Stopped:
            return asked.status
        try:
            announce(place, folder)
            process.say(f"up in {place.folder}; Ctrl-C takes them down")
            while not asked.received:
                process.reap()
                process.stopping.wait(0.5)
        finally:
            lifecycle.down(place.folder)
    return 0


def leave(folder: str | Path | None, only: Iterable[str]) -> int:
    """Services up, and stay up after we have gone; in the folder of the last `up` when there is one."""
    with requests() as asked:
        try:
            place = lifecycle.up(folder or known_folder(), only, detach=True)
        except Stopped:
            return asked.status
    announce(place, folder)
    process.say(f"up in {place.folder}")
    return 0


def announce(place: state.Place, folder: str | Path | None) -> None:
    """Make this the checkout's set, unless it was given a folder: such a set belongs to who named it.

    Otherwise a bare `down` of one person takes down what another keeps in a folder of their own.
    """
    if not folder:
        state.point_at(place.folder)


def is_held(folder: Path) -> bool:
    """Whether a set is there that no killed run has left behind."""
    place = state.Place(folder)
    return place.exists and not place.is_left_over()


def known_folder() -> Path | None:
    """The folder that the checkout points at, while there is anything in it."""
    folder = state.pointed()
    return folder if folder and state.Place(folder).exists else None
