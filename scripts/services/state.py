"""The folder of one set of services, and what is written down in it.

`services.json` is the truth: who runs where, since when, and how to start it again. It is rewritten when a
process exists, so that whoever comes after a SIGKILL knows what to clean up. `services.env` is for shells.
"""

import fcntl
import json
import os
import shutil
import stat as modes
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from . import process
from .process import Trouble

PREFIX = "alongside-services-"
STATE, ENV, LOCK = "services.json", "services.env", "lock"
FOLDER_VARIABLE = "ALONGSIDE_SERVICES"
POINTER = Path(__file__).resolve().parents[2] / "var" / "services.path"


@dataclass
class Record:
    """One service as it runs: enough to signal it, and to start it again with its port and data."""

    name: str
    variable: str
    url: str
    port: int | None = None
    command: list[str] = field(default_factory=list)
    cwd: str = "/"
    env: dict[str, str] = field(default_factory=dict)
    user: str | None = None
    log: str = ""
    pid: int | None = None
    pgid: int | None = None
    started: int | None = None
    external: bool = False

    @property
    def is_process(self) -> bool:
        """Not so for Chromium, which tests start themselves, and for what the environment named."""
        return bool(self.command)

    @property
    def alive(self) -> bool:
        """Whether there is anything to use; programs and named services count as there."""
        return process.is_alive(self.pid, self.started) if self.is_process else True


class Place:
    """One folder with its records. Several processes write (a test, its runner): hence a lock."""

    def __init__(self, folder: Path):
        self.folder = folder

    @property
    def exists(self) -> bool:
        return (self.folder / STATE).is_file()

    def open(self, owner: process.Stat | None) -> None:
        """Write down whose folder this is before anything is started in it."""
        with self.locked():
            self._write({"services": {}, **_owned_by(owner)})

    def let_go(self) -> None:
        """The services shall outlive this process: nobody's death makes them leftovers any more."""
        with self.locked():
            self._write({**self._read(), **_owned_by(None)})

    def records(self) -> dict[str, Record]:
        """All services by name, read afresh: another process may have restarted one."""
        return {name: Record(**values) for name, values in self._read()["services"].items()}

    def record(self, name: str) -> Record:
        try:
            return self.records()[name]
        except KeyError:
            raise Trouble(f"there is no {name} in {self.folder}") from None

    def save(self, record: Record) -> None:
        """Write one service down, and the environment that follows from all of them."""
        with self.locked():
            state = self._read()
            state["services"][record.name] = asdict(record)
            self._write(state)
            private_text(self.folder / ENV, env_file(self.environment()))

    def forget(self, name: str) -> None:
        """Strike a service out, as if it had never been asked for."""
        with self.locked():
            state = self._read()
            state["services"].pop(name, None)
            self._write(state)

    def environment(self) -> dict[str, str]:
        """What a command needs to find the services, and this folder."""
        found = {record.variable: record.url for record in self.records().values()}
        return {**found, FOLDER_VARIABLE: str(self.folder)}

    def is_left_over(self) -> bool:
        """True when its owner lived in this very system and is dead; what we cannot judge, we leave alone."""
        state = self._read()
        owner = state.get("owner")
        return bool(
            owner and state.get("world") == world() and not process.is_alive(owner["pid"], owner["started"])
        )

    def remove(self, names: Iterable[str]) -> None:
        """Throw the data away: only what we put there, as the folder may have been given by hand."""
        for name in names:
            shutil.rmtree(self.folder / name, ignore_errors=True)
            (self.folder / f"{name}.log").unlink(missing_ok=True)
        for name in (ENV, LOCK, STATE):
            (self.folder / name).unlink(missing_ok=True)
        if not any(self.folder.iterdir()):
            self.folder.rmdir()
        if pointed() == self.folder:
            POINTER.unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One writer at a time, also across processes."""
        with (self.folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _read(self) -> dict:
        try:
            return json.loads((self.folder / STATE).read_text())
        except FileNotFoundError:
            raise Trouble(f"no services in {self.folder}") from None

    def _write(self, state: dict) -> None:
        private_text(self.folder / STATE, json.dumps(state, indent=2) + "\n")


def _owned_by(owner: process.Stat | None) -> dict:
    return {"owner": owner and {"pid": owner.pid, "started": owner.started}, "world": world()}


def private_text(path: Path, text: str) -> None:
    """Replace a file in one step, readable by us alone: it holds passwords, and nobody may see half of it."""
    draft = path.with_name(path.name + ".new")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)


def env_file(values: dict[str, str]) -> str:
    """KEY=VALUE lines; our values hold no space and no quote by construction, a named one might."""
    for key, value in values.items():
        if "\n" in value:
            raise Trouble(f"{key} holds a line break, which an environment file cannot carry")
    return "".join(f"{key}={value}\n" for key, value in values.items())


def world() -> str:
    """This boot and this pid namespace: outside of it a recorded pid means nothing."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{boot} {os.readlink('/proc/self/ns/pid')}"


def fresh_folder() -> Path:
    """A new folder under the system's temporary one that the services' user can pass through."""
    places = [tempfile.gettempdir(), "/tmp", "/var/tmp"]
    parent = next((place for place in places if passable(Path(place))), places[0])
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    folder.chmod(0o711)
    return folder


def given_folder(folder: Path) -> Path:
    """A folder named by hand: new, empty or already ours, because `down` deletes what is in it."""
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()) and not Place(folder).exists:
        raise Trouble(f"{folder} is not empty and holds no services: name an empty folder")
    if not passable(folder.parent):
        raise Trouble(
            f"{folder} cannot be reached by the services' own user: choose one outside a private folder"
        )
    folder.chmod(0o711)
    return folder


def passable(folder: Path) -> bool:
    """Whether another user can walk down to it. Only root starts services as another user."""
    if os.geteuid():
        return os.access(folder, os.X_OK)
    return all(step.stat().st_mode & modes.S_IXOTH for step in (folder, *folder.parents) if step.exists())


def pointed() -> Path | None:
    """The checkout's own set: the one of the last `up` that was given no folder."""
    try:
        return Path(POINTER.read_text().strip())
    except OSError:
        return None


def point_at(folder: Path) -> None:
    """Let `down`, `status` and `env` find a folder without being told."""
    POINTER.parent.mkdir(exist_ok=True)
    POINTER.write_text(f"{folder}\n")


def find(folder: str | Path | None = None) -> Place:
    """The running set that is meant: named, or of the run we are in, or of the last `up`."""
    candidates = [folder] if folder else [os.environ.get(FOLDER_VARIABLE), pointed()]
    for candidate in filter(None, candidates):
        place = Place(Path(candidate).absolute())
        if place.exists:
            return place
    raise Trouble(f"no services are up{f' in {folder}' if folder else ''}")


def neighbours() -> Iterator[Place]:
    """All folders of this user's runs, so that the leftovers of a killed one can be found.

    Only folders that we own: anybody may write a file into the temporary folder that names processes to kill.
    """
    parents = {tempfile.gettempdir(), "/tmp", "/var/tmp"}
    folders = {folder for parent in parents for folder in Path(parent).glob(f"{PREFIX}*")} | {pointed()}
    for folder in filter(None, folders):
        if folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.geteuid():
            yield Place(folder)


def is_abandoned(folder: Path, now: float | None = None) -> bool:
    """A folder whose maker was killed before it wrote its first line."""
    return (time.time() if now is None else now) - folder.stat().st_mtime > 600
