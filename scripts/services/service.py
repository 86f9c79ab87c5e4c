"""What every service is asked: what it needs, how it is prepared, and whether it answers."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from . import process
from .machine import answers
from .process import Trouble
from .state import Record


class Service:
    """One service. Subclasses say what is special; starting and stopping are in lifecycle.py."""

    name: str
    variable: str  # the environment variable that names it
    patience: float = 60.0  # seconds until its first answer

    def missing_packages(self) -> list[str]:
        """Debian packages that are not there yet."""
        return []

    def prepare(self, room: Path, user: str | None) -> Record:
        """Write configuration and first data below `room`; return how to start it. May be slow."""
        raise NotImplementedError

    def before_restart(self, record: Record) -> None:
        """Put right what a kill has left and the service itself would stumble over."""

    def ready(self, record: Record) -> bool:
        """Whether it answers as a user of it needs: logged in, not merely a port that is open."""
        raise NotImplementedError

    def named(self) -> Record | None:
        """The service that the environment names already, if it does."""
        url = os.environ.get(self.variable)
        if not url:
            return None
        self.check_named(url)
        return Record(name=self.name, variable=self.variable, url=url, external=True)

    def check_named(self, url: str) -> None:
        """A named service that is not there is an error now, not in the middle of the tests."""
        host, port = endpoint(url)
        if host and port and not answers(host, port):
            raise Trouble(f"{self.variable} names {host}:{port}, where nobody answers")


DEFAULT_PORTS = {
    "postgres": 5432,
    "postgresql": 5432,
    "redis": 6379,
    "rediss": 6379,
    "http": 9200,
    "https": 9200,
}


def endpoint(url: str) -> tuple[str | None, int | None]:
    """Host and port of a service's URL; None for what has neither, such as sqlite:///file."""
    parts = urlsplit(url)
    return parts.hostname, parts.port or DEFAULT_PORTS.get(parts.scheme)


def base_environment(**more: str) -> dict[str, str]:
    """A small, known environment: somebody's JAVA_TOOL_OPTIONS or PGDATA must not change the tests."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8", "TZ": "UTC", **more}


def own_folder(path: Path, user: str | None) -> Path:
    """A folder that only the service's user can look into."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user:
        shutil.chown(path, user, user)
    return path


def own_file(path: Path, text: str, user: str | None) -> Path:
    """A file that only the service's user can read: configuration holds passwords."""
    path.touch(mode=0o600)
    path.write_text(text)
    if user:
        shutil.chown(path, user, user)
    return path


def tail(log: str | Path, lines: int = 25) -> str:
    """The end of a log, for the failure message."""
    try:
        return "\n".join(Path(log).read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"


def first_program(*names: str) -> str | None:
    """The first of these programs that is installed."""
    return next((found for name in names if (found := shutil.which(name))), None)


def output_of(command: list[str], **options) -> str | None:
    """What a probe printed, or None when it failed: a probe's failure is an answer, not an error."""
    try:
        return process.helper(command, **{"patience": 10, **options})
    except Trouble:
        return None
