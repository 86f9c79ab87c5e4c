"""What must die when its parent dies, and stay nobody's orphan.

The kernel's "signal me when my parent dies" reaches one generation only, and django-q2's workers are the
third: a supervisor that is SIGKILLed would leave them running unguarded. So a second, tiny process waits at
the end of a pipe: the pipe closes however the supervisor ends, and then every process group it was told of
is killed. Standard library only; the `prctl` calls do nothing where there is no Linux."""

import contextlib
import ctypes
import os
import shutil
import signal
import sys
import time
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_ASKED_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _prctl(option: int, value: int) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    return ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) == 0


def die_with_parent(number: int = signal.SIGTERM) -> bool:
    """Ask the kernel for this signal when our parent ends; kept over `exec`. Returns whether it promised."""
    parent = os.getppid()
    promised = _prctl(_PR_SET_PDEATHSIG, number)
    if promised and os.getppid() != parent:
        os.kill(os.getpid(), number)
    return promised


def adopt_orphans() -> bool:
    """Grandchildren whose parent ended become our children: some containers have no init that reaps them."""
    return _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def kill_group(group: int, patience: float = 5.0) -> None:
    """SIGKILL to a process group until nobody is left in it, reaping those that are ours."""
    deadline = time.monotonic() + patience
    while True:
        try:
            os.killpg(group, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-group, os.WNOHANG)
        if time.monotonic() >= deadline:
            return
        time.sleep(0.01)


class Undertaker:
    """Told of a group with `+number`, released from it with `-number`; acts when the pipe ends."""

    def __init__(self, folder: Path) -> None:
        """`folder` is thrown away together with the groups."""
        self.groups: set[int] = set()
        self.folder = folder
        self.begin()

    def begin(self) -> None:
        """Fork; must happen while this process has a single thread."""
        sys.stdout.flush()
        sys.stderr.flush()
        end, self.pipe = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.pipe)
            _wait_and_bury(end, self.folder)
        os.close(end)
        for group in self.groups:
            self._tell(f"+{group}\n")

    def watch(self, group: int) -> None:
        self.groups.add(group)
        self._tell(f"+{group}\n")

    def release(self, group: int) -> None:
        self.groups.discard(group)
        self._tell(f"-{group}\n")

    def _tell(self, line: str) -> None:
        """One that was killed itself is found by `replace_if_gone`, which tells everything again."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self.pipe, line.encode())

    def replace_if_gone(self, ended: int) -> None:
        """Call with the number of any child that ended."""
        if ended == self.pid:
            os.close(self.pipe)
            self.begin()

    def dismiss(self) -> None:
        """All is quiet: let it throw the folder away and end."""
        os.close(self.pipe)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _wait_and_bury(end: int, folder: Path) -> None:
    """The whole life of the second process. It never returns into its parent's code."""
    try:
        os.setpgid(0, 0)
        for number in _ASKED_TO_END:
            signal.signal(number, signal.SIG_IGN)
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        signal.signal(signal.SIGUSR2, signal.SIG_IGN)
        _close_all_but(end)
        left = _left_over(end)
        for patience in (0.0, 1.0):  # all at once first: unreaped dead use up a group's whole patience
            for group in left:
                kill_group(group, patience)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os._exit(0)


def _close_all_but(end: int) -> None:
    """Locks and terminals of the parent are not ours to keep open."""
    os.closerange(0, end)
    os.closerange(end + 1, 1024)


def _left_over(end: int) -> set[int]:
    """Follow the pipe to its end; the groups that were never released."""
    groups: set[int] = set()
    with os.fdopen(end) as lines:
        for line in lines:
            number = int(line[1:])
            groups.add(number) if line[0] == "+" else groups.discard(number)
    return groups
