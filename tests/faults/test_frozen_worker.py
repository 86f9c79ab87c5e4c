"""django-q2's quiet death: SIGKILL an idle worker, and the lock of the pipe is gone with it. Nothing crashes,
the leader stays alive, and no job is ever begun again. Under the supervisor they are done again within
WORKER_FROZEN_AFTER_S + 20 s, those that were stuck in the pipe too."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from risk_jobs.undertaker import die_with_parent
from tests.faults.building import database_url, on_server

ROOT = Path(__file__).resolve().parents[2]
FROZEN_AFTER_S = 6
pytestmark = pytest.mark.faults


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def database(request, tmp_path) -> Iterator[str]:
    """A database of its own: the file of the embedded building, and the real PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'frozen.sqlite3'}"
        return
    name = f"frozen_{os.getpid()}"
    on_server(f"CREATE DATABASE {name}")
    yield database_url(name)
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


class Jobs:
    """A supervised worker and clock on a queue of their own. A job makes a folder; that is how it is seen."""

    def __init__(self, database: str, folder: Path) -> None:
        self.folder = folder
        self.env = os.environ | {
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "WORKER_FROZEN_AFTER_S": str(FROZEN_AFTER_S),
            "JOB_WORKERS": "1",
            "TMPDIR": str(folder),  # the supervisor's folder of notes is made here
        }
        self.manage("migrate", "--verbosity=0", "django_q")
        self.said = (folder / "said").open("wb")
        command = [sys.executable, "-m", "risk_jobs.supervisor", "--only=worker,clock"]
        self.supervisor = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stderr=self.said, process_group=0, preexec_fn=die_with_parent
        )

    def manage(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env, check=True)

    def enqueue(self, *names: str) -> None:
        """`os.mkdir` is the job: a second run of it would fail, and nothing of ours is in it."""
        lines = [f"async_task('os.mkdir', {str(self.folder / name)!r})" for name in names]
        self.manage(
            "shell", "--no-imports", "-c", "\n".join(["from django_q.tasks import async_task", *lines])
        )

    def done(self, *names: str, within: float) -> float:
        """Seconds until all of them were done."""
        began = time.monotonic()
        while not all((self.folder / name).exists() for name in names):
            assert time.monotonic() - began < within, f"not done in {within} s\n{self.words()}"
            time.sleep(0.1)
        return time.monotonic() - began

    def idle_worker(self) -> int:
        """Who did the last job, as it noted itself."""
        notes = [path for path in self.folder.glob("alongside-*/*") if path.name.isdigit()]
        [worker] = [path for path in notes if "done" in path.read_text()]
        return int(worker.name)

    def words(self) -> str:
        return (self.folder / "said").read_text()

    def stop(self) -> None:
        self.supervisor.terminate()
        self.supervisor.wait(30)
        self.said.close()


@pytest.fixture
def jobs(database, tmp_path) -> Iterator[Jobs]:
    found = Jobs(database, tmp_path)
    yield found
    found.stop()


@pytest.mark.parametrize("names", [("alone",), ("first", "second", "third", "fourth")])
def test_jobs_are_done_again_after_an_idle_worker_was_killed(jobs, names):
    jobs.enqueue("before")
    jobs.done("before", within=60)
    time.sleep(1)  # back to waiting for the pipe, whose lock it holds
    os.kill(jobs.idle_worker(), signal.SIGKILL)
    jobs.enqueue(*names)
    took = jobs.done(*names, within=FROZEN_AFTER_S + 20)
    assert took > FROZEN_AFTER_S / 2, "it never froze: this test shows nothing"
    assert jobs.words().count("worker was asked to start anew") == 1
