"""A clock that freezes or is gone: the worker tells whoever is on call, and asks for a new one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from risk_jobs.undertaker import die_with_parent
from tests.faults.building import ROOT, wait_for
from tests.faults.killer import children, command

LATE_S = 5
REACHED = """
from community.people.models import Person
from risk_jobs.on_call.models import Reach
Reach.objects.create(person=Person.objects.get(handle="cleo-clinician"), mail="cleo@example.org")
"""


class Watched:
    """Worker and clock of a demo building on SQLite, with a mail box that is a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mails = folder, folder / "data" / "mail"
        services = ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL")
        own = {"DJANGO_SETTINGS_MODULE": "cms.settings.demo", "DATA_FOLDER": str(folder / "data")}
        kept = {name: value for name, value in os.environ.items() if name not in services}
        self.env = kept | own | {"CLOCK_IS_LATE_S": str(LATE_S), "TMPDIR": str(folder)}
        (folder / "data" / "static").mkdir(parents=True)
        for arguments in (
            ["migrate", "--verbosity=0"],
            ["load_demo"],
            ["shell", "--no-imports", "-c", REACHED],
        ):
            subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env, check=True)
        self.said = (folder / "said").open("wb")

    def open(self, only: str) -> subprocess.Popen:
        self.supervisor = subprocess.Popen(
            [sys.executable, "-m", "risk_jobs.supervisor", f"--only={only}"], cwd=ROOT, env=self.env, stderr=self.said,
            process_group=0, preexec_fn=die_with_parent,
        )  # fmt: skip
        return self.supervisor

    def clock(self) -> int:
        family = children(self.supervisor.pid)
        return next((pid for pid in family if command(pid)[-2:-1] == ["clock"]), 0)

    def written(self) -> str:
        return "".join(path.read_text() for path in self.mails.glob("*"))

    def words(self) -> str:
        return (self.folder / "said").read_text()

    def close(self) -> None:
        self.supervisor.terminate()
        self.supervisor.wait(30)
        self.said.close()


@pytest.fixture
def watched(tmp_path):
    found = Watched(tmp_path)
    yield found
    found.close()


def test_a_frozen_clock_is_started_anew_and_on_call_is_told(watched):
    watched.open("worker,clock")
    frozen = wait_for(watched.clock, 60, "a clock")
    time.sleep(LATE_S * 3)  # it has shown itself
    os.kill(frozen, signal.SIGSTOP)
    wait_for(lambda: "clock was asked to start anew" in watched.words(), 60, "a new clock")
    assert wait_for(watched.clock, 30, "a clock") != frozen
    assert "clock has stopped" in watched.written()


def test_where_nobody_runs_a_clock_on_call_is_told(watched):
    watched.open("worker")
    wait_for(lambda: "clock has stopped" in watched.written(), 90, "a mail")
