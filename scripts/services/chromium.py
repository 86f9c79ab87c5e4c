"""Chromium: a program, not a server. Tests start it themselves; here it is found and tried once."""

import os
from pathlib import Path

from .process import Trouble
from .service import Service, first_program, output_of
from .state import Record

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]


class Chromium(Service):
    name = "chromium"
    variable = "CHROMIUM"
    patience = 30.0

    def missing_packages(self) -> list[str]:
        return [] if first_program(*PROGRAMS) else ["chromium", "chromium-sandbox", "fonts-liberation"]

    def prepare(self, room: Path, user: str | None) -> Record:
        program = first_program(*PROGRAMS)
        if program is None:
            raise Trouble("no chromium after the installation of its package")
        return Record(name=self.name, variable=self.variable, url=program, cwd=str(room))

    def ready(self, record: Record) -> bool:
        """Render one page: a browser that prints its version may still lack a library."""
        page = "data:text/html,<p>alongside</p>"
        profile = f"--user-data-dir={record.cwd}/profile"
        printed = output_of(
            [record.url, *FLAGS, *sandbox(), profile, "--dump-dom", page], patience=20, cwd=record.cwd
        )
        return printed is not None and "<p>alongside</p>" in printed

    def check_named(self, url: str) -> None:
        if not os.access(url, os.X_OK):
            raise Trouble(f"CHROMIUM names {url}, which is not a program")


def sandbox() -> list[str]:
    """Chromium refuses to run as root with its sandbox on."""
    return [] if os.geteuid() else ["--no-sandbox"]
