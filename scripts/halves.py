"""Tests as two pytest processes side by side, one for each core.

`python -m scripts.halves` is the whole run:

One half opens buildings and browsers, kills services, and shows its progress; the other is all that stays within one
process, on a database and a cache of its own, and at its end looks at every page of a building that needs no service, and
leaves each. Its words are printed when both have ended.

`python -m scripts.halves --share <paths>` gives every second test of these to each process (`tests/sharing.py`), and runs
after both what is marked `alone`."""

import os
import signal
import subprocess
import sys
import tempfile
from urllib.parse import urlsplit

from risk_jobs.undertaker import die_with_parent

PYTEST = [sys.executable, "-m", "pytest"]
UNITS = [
    "tests/unit", "tests/quality", "tests/access", "tests/planted", "tests/journeys/test_every_page.py",
    "tests/journeys/test_leaving.py",
]  # fmt: skip
NOTHING_TO_RUN = 5  # pytest's status
THE_REST = ["tests", "--ignore=tests/full", *(f"--ignore={path}" for path in UNITS)]


def run(arguments: list[str]) -> int:
    """Both halves; the exit status is that of the one that failed."""
    env = dict(os.environ)
    with tempfile.TemporaryFile() as said:
        units = start([*UNITS, *arguments], apart(env), said)
        rest = start([*THE_REST, *arguments], env)
        pass_signals_on([units, rest])
        statuses = [rest.wait(), units.wait()]
        said.seek(0)
        print("--- the half within one process", flush=True)
        sys.stdout.buffer.write(said.read())
    return next((abs(status) for status in statuses if status), 0)


def share(arguments: list[str]) -> int:
    """A half of these tests in each process, then what has to run alone."""
    env = dict(os.environ)
    with tempfile.TemporaryFile() as said:
        second = start(arguments, apart(env) | {"TEST_SHARE": "2"}, said)
        first = start(arguments, env | {"TEST_SHARE": "1"})
        pass_signals_on([first, second])
        statuses = [first.wait(), second.wait()]
        said.seek(0)
        print("--- the second half", flush=True)
        sys.stdout.buffer.write(said.read())
    if not any(statuses):
        print("--- what runs alone", flush=True)
        last = start(arguments, env | {"TEST_SHARE": "alone"})
        pass_signals_on([last])
        statuses.append(last.wait())
    return next((abs(status) for status in statuses if status not in (0, NOTHING_TO_RUN)), 0)


def start(arguments: list[str], env: dict[str, str], said=None) -> subprocess.Popen[bytes]:
    both = {} if said is None else {"stdout": said, "stderr": subprocess.STDOUT}
    return subprocess.Popen([*PYTEST, *arguments], env=env, preexec_fn=die_with_parent, **both)


def apart(env: dict[str, str]) -> dict[str, str]:
    """The same servers, but nothing on them that the other half empties: tests clear the cache and all tables. No search
    engine: the other half kills it."""
    env = {name: value for name, value in env.items() if name != "ELASTICSEARCH_URL"}
    if url := env.get("DATABASE_URL"):
        env["DATABASE_URL"] = urlsplit(url)._replace(path="/units").geturl()
    if url := env.get("REDIS_URL"):
        env["REDIS_URL"] = urlsplit(url)._replace(path="/1").geturl()
    return env


def pass_signals_on(halves: list[subprocess.Popen[bytes]]) -> None:
    """Once: pytest takes a second Ctrl-C as leave to drop everything."""

    def end(number: int, frame: object) -> None:
        for name in ENDINGS:
            signal.signal(name, signal.SIG_IGN)
        for half in halves:
            half.send_signal(number)

    for name in ENDINGS:
        signal.signal(name, end)


ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

if __name__ == "__main__":
    raise SystemExit(share(sys.argv[2:]) if sys.argv[1:2] == ["--share"] else run(sys.argv[1:]))
