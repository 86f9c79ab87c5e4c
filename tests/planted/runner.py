"""Plants each defect in a copy of the checkout, never in the checkout itself, and runs the tests that must notice.

They run without migrations, on SQLite where that is enough: whether they are awake does not depend on it."""

import compileall
import os
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.planted.defects import Defect

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("cms", "community", "search", "risk_jobs", "themes", "fixtures", "scripts", "tests")
LONGEST_S = 600
ALL_PASSED, SOME_FAILED = 0, 1
NAMED_BY_OTHERS = (
    "DATABASE_URL",
    "REDIS_URL",
    "ELASTICSEARCH_URL",
    "PYTEST_ADDOPTS",
    "DJANGO_SETTINGS_MODULE",
)


@dataclass(frozen=True)
class Outcome:
    """`caught`: green without the defect, red with it. `why` is for reading when it was not."""

    defect: Defect
    caught: bool
    why: str


def copy_of_the_checkout(folder: Path) -> Path:
    skip = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=skip)
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy2(ROOT / name, folder / name)
    compileall.compile_dir(folder, quiet=2, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
    return folder


def run(defects: Iterable[Defect], folder: Path, told: Callable[[str], object]) -> list[Outcome]:
    """First all tests together without a defect, then each defect by itself."""
    defects, copy = list(defects), copy_of_the_checkout(folder)
    sound = {kind: passes(copy, [d for d in defects if d.on_postgresql is kind]) for kind in (False, True)}
    outcomes = []
    for defect in defects:
        outcome = _outcome(copy, defect, sound[defect.on_postgresql])
        told(f"{'caught' if outcome.caught else 'MISSED'}  {defect.name}{outcome.why and ': ' + outcome.why}")
        outcomes.append(outcome)
    return outcomes


def _outcome(copy: Path, defect: Defect, trouble: str) -> Outcome:
    if trouble:
        return Outcome(defect, False, f"its tests are red without it\n{trouble}")
    path = copy / defect.file
    sound = path.read_text()
    if sound.count(defect.says) != 1:
        return Outcome(defect, False, f"{defect.file} has changed: describe the defect anew")
    path.write_text(sound.replace(defect.says, defect.lies))
    try:
        status, words = pytest(copy, [defect])
    finally:
        path.write_text(sound)
    is_red = status == SOME_FAILED and " error" not in words.splitlines()[-1]
    return Outcome(
        defect, is_red, "" if is_red else f"its tests stayed green, or did not run\n{words[-2000:]}"
    )


def passes(copy: Path, defects: list[Defect]) -> str:
    """Empty when the tests pass in the untouched copy, else what they said."""
    if not defects:
        return ""
    status, words = pytest(copy, defects)
    return "" if status == ALL_PASSED else words[-2000:]


def pytest(copy: Path, defects: list[Defect]) -> tuple[int, str]:
    """The exit status, and what it printed; its last line counts what failed."""
    tests = [test for defect in defects for test in defect.tests]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--no-header",
        "--nomigrations",
        "--tb=line",
        "-W",
        "ignore",
        *tests,
    ]
    done = subprocess.run(
        command,
        cwd=copy,
        env=environment(on_postgresql=any(defect.on_postgresql for defect in defects)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST_S,
    )
    return done.returncode, done.stdout.strip()


def environment(*, on_postgresql: bool) -> dict[str, str]:
    """A test database of our own name beside those of others. The bytecode goes by the hash of its source: a file
    changed twice within a second would be taken for the old one by its time."""
    env = {name: value for name, value in os.environ.items() if name not in NAMED_BY_OTHERS}
    if on_postgresql and (url := os.environ.get("DATABASE_URL")):
        env["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/planted_{os.getpid()}"))
    return env | {"PYTHONDONTWRITEBYTECODE": "1"}


def summary(outcomes: list[Outcome]) -> str:
    return f"{sum(outcome.caught for outcome in outcomes)} of {len(outcomes)} planted defects caught"
