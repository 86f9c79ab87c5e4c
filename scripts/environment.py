"""The checkout's own Python environment: made when missing, mended when broken off, else left alone."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.services.process import Trouble, say

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
STAMP = FOLDER / "requirements.json"  # {file name: SHA-256 of what was installed}
BROKEN_OFF = FOLDER / "installing"  # stands while pip works
REQUIREMENTS = {"run": ["requirements.txt"], "test": ["requirements.txt", "requirements-dev.txt"]}


def ensure(purpose: str = "run") -> None:
    """Everything in REQUIREMENTS[purpose] is installed afterwards. Quick when nothing changed; Trouble says
    what is in the way."""
    wanted = {name: digest([ROOT / name]) for name in REQUIREMENTS[purpose]}
    if is_installed(wanted):
        return
    with writing(ROOT), alone(ROOT / "var" / "environment.lock"):
        if not is_installed(wanted):  # another run may have done it while we waited
            make()
            install(REQUIREMENTS[purpose][-1])
            STAMP.write_text(json.dumps(wanted))
            BROKEN_OFF.unlink()


def is_installed(wanted: dict[str, str]) -> bool:
    """Whether these very files were installed, to the end, by a Python that is still there."""
    if BROKEN_OFF.exists() or not PYTHON.exists():
        return False
    return wanted.items() <= read_stamp(STAMP).items()


def read_stamp(path: Path) -> dict[str, str]:
    """What was noted; nothing when there is no note or a torn one."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def digest(paths: Iterable[Path]) -> str:
    """One SHA-256 over the names and contents of files, in a settled order."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def make() -> None:
    """One whose last installation was broken off is made from nothing: half a package looks whole."""
    if PYTHON.exists() and not BROKEN_OFF.exists():
        BROKEN_OFF.touch()
        return
    say("Making a Python environment in .venv ...")
    if FOLDER.is_symlink() or FOLDER.is_file():
        raise Trouble(f"{FOLDER} is not a folder: move it away, then try again.")
    shutil.rmtree(FOLDER, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(FOLDER, ignore_errors=True)
        raise Trouble(why_no_environment(made.stdout + made.stderr))
    BROKEN_OFF.touch()


def why_no_environment(printed: str) -> str:
    """One sentence out of what `python -m venv` says."""
    if "ensurepip" in printed:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        return f"Python's venv module is missing here: install it (Debian: python{version}-venv)."
    if "ermission" in printed:
        return f"No permission to write in {ROOT}: choose a folder of your own."
    lines = [line for line in printed.splitlines() if line.strip()]
    return f"Could not make a Python environment in .venv: {lines[-1] if lines else 'python -m venv failed'}"


def install(requirements: str) -> None:
    """pip, with a line now and then to show that it works; its own last words when it fails."""
    say(f"Installing {requirements} ...")
    began, printed = time.monotonic(), []
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-compile"]
    for line in lines_of([*command, "-r", requirements]):
        printed.append(line)
        if time.monotonic() - began > 10:
            began = time.monotonic()
            say(f"  {line[:100]}")
    if printed.pop() != "0":
        errors = (
            [line for line in printed if line.startswith("ERROR")] or printed[-1:] or ["pip said nothing"]
        )
        raise Trouble(f"Could not install {requirements}: {errors[0]}")


def lines_of(command: list[str]) -> Iterator[str]:
    """What a command prints, line by line, and its exit status as the last line."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, **pipes) as child:
        for line in child.stdout or ():
            if line.strip():
                yield line.strip()
    yield str(child.returncode)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Whatever cannot be written there is one sentence."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        raise Trouble(f"Cannot write to {where}: {error.strerror or error}.") from None


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Two runs in one checkout must not install into each other; the kernel lets go when a run is killed."""
    lock = take(path)
    if lock is None:
        say("Another run is installing in this checkout; waiting for it ...")
        lock = take(path, wait=True)
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def take(path: Path, *, wait: bool = False) -> int | None:
    """The open lock file, or None when somebody else holds it."""
    import fcntl

    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
