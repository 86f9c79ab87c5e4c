"""A real building for the journeys: the demo under its supervisor, in a folder, database and index of its own.

`embedded` names no service at all; `real` stands on the PostgreSQL, Redis and Elasticsearch that the
environment names. Whatever a journey does there is gone afterwards."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from elasticsearch import Elasticsearch

from risk_jobs.undertaker import die_with_parent
from scripts.services.machine import free_port
from tests.faults.building import Site, database_url, on_server

ROOT = Path(__file__).resolve().parent.parent.parent
SERVICES = ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL")
PREPARED_WITHIN_S, OPEN_WITHIN_S, CLOSED_WITHIN_S = 240, 60, 15


@dataclass(frozen=True)
class Building:
    kind: str  # embedded or real
    address: str
    log: Path

    def written(self) -> str:
        """What its processes have said so far."""
        return self.log.read_text(errors="replace")


@contextmanager
def embedded(folder: Path, prepared: Path, leave_to: str) -> Iterator[Building]:
    """On nothing but a copy of `prepared`, which `prepare_once` filled."""
    shutil.copytree(prepared, folder)
    with opened("embedded", environment(folder, leave_to)) as building:
        yield building


def prepare_once(folder: Path) -> Path:
    """Migrated and loaded, so that each embedded building only copies the files."""
    folder.mkdir(parents=True)
    prepare(environment(folder, "/"))
    return folder


@contextmanager
def real(folder: Path, demo: Site, leave_to: str) -> Iterator[Building]:
    """On the services that the environment names, none of whose data is touched, and a copy of `demo`."""
    absent = [name for name in SERVICES if not os.environ.get(name)]
    if absent:
        raise LookupError(
            f"{', '.join(absent)} not set: run `make test`, or export what `make services` prints."
        )
    name = f"journeys_{secrets.token_hex(4)}"
    shutil.copytree(demo.folder / "data", folder)
    with own_database(demo, name) as database, own_indices(f"{name}-") as prefix:
        where = {
            "SECRET_KEY": demo.env["SECRET_KEY"],
            "DATABASE_URL": database,
            "REDIS_URL": os.environ["REDIS_URL"],
            "REDIS_PREFIX": name,
            "ELASTICSEARCH_URL": os.environ["ELASTICSEARCH_URL"],
            "SEARCH_INDEX_PREFIX": prefix,
        }
        with opened("real", environment(folder, leave_to) | where) as building:
            yield building


@contextmanager
def own_database(demo: Site, name: str) -> Iterator[str]:
    """A copy of the demo's database, by its address; dropped afterwards, whoever is still in it."""
    on_server(f'CREATE DATABASE "{name}" TEMPLATE "{demo.name}"')
    try:
        yield database_url(name)
    finally:
        on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def own_indices(prefix: str) -> Iterator[str]:
    """Whatever is made under this prefix is deleted afterwards."""
    try:
        yield prefix
    finally:
        with Elasticsearch(os.environ["ELASTICSEARCH_URL"]) as client:
            for index in client.indices.get(index=f"{prefix}*", expand_wildcards="all").body:
                client.indices.delete(index=index)


def environment(folder: Path, leave_to: str) -> dict[str, str]:
    """Ours, but with no service named and no setting of the surrounding test run."""
    strange = ("DJANGO_", "SEARCH_", "REDIS_", "PYTEST_")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(strange) and name not in SERVICES
    }
    own = {"DJANGO_SETTINGS_MODULE": "cms.settings.demo", "DATA_FOLDER": str(folder), "LEAVE_TO": leave_to}
    return kept | own | {"PYTHONUNBUFFERED": "1", "SPEAK_UP_SLOW_WAY_S": "2"}


def prepare(surroundings: dict[str, str]) -> None:
    for command in (["migrate", "--verbosity=0"], ["load_demo"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=PREPARED_WITHIN_S,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"manage.py {command[0]} failed:\n{done.stderr[-3000:]}")


@contextmanager
def opened(kind: str, surroundings: dict[str, str]) -> Iterator[Building]:
    """The supervisor with web, worker and clock; they end when we do, however we end."""
    port = free_port()
    building = Building(kind, f"http://127.0.0.1:{port}", Path(surroundings["DATA_FOLDER"]) / "building.log")
    with building.log.open("wb") as log:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "risk_jobs.supervisor", f"--port={port}"],
            cwd=ROOT, env=surroundings | {"SITE_ADDRESS": building.address}, stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, process_group=0, preexec_fn=die_with_parent,
        )  # fmt: skip
    try:
        wait_until_open(building, supervisor)
        yield building
    finally:
        close(supervisor)


def wait_until_open(building: Building, supervisor: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + OPEN_WITHIN_S
    while not answers(building.address):
        if supervisor.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The {building.kind} building did not open:\n{building.written()[-3000:]}")
        time.sleep(0.1)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/help-now/", timeout=10) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def close(supervisor: subprocess.Popen[bytes]) -> None:
    """It takes its children along; should it not end, it is killed and its undertaker does that."""
    supervisor.terminate()
    try:
        supervisor.wait(CLOSED_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.killpg(supervisor.pid, signal.SIGKILL)
        supervisor.wait(CLOSED_WITHIN_S)


class Weather(BaseHTTPRequestHandler):
    """The neutral site that "Leave this page now" leads to: nobody's journey needs the internet. It remembers which
    address each visitor came from, as far as the browser told."""

    came_from: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        self.came_from.append(self.headers.get("Referer"))
        page = b"<!DOCTYPE html><html lang=en><title>Weather</title><link rel=icon href='data:,'><h1>Light rain</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *arguments: object) -> None:
        """Quiet."""


@contextmanager
def weather_site() -> Iterator[str]:
    """Its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Weather) as server:
        threading.Thread(target=partial(server.serve_forever, 0.1), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
