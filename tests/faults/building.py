"""A whole demo building of its own on the real services: its database, index and files belong to nobody else;
web server, worker and clock run under the real supervisor."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request, urlopen

import psycopg

from risk_jobs.undertaker import die_with_parent
from tests.faults.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
PASSWORD, TOTP_SECRET = "alongside-demo-house", "ALONGSIDEDEMOHOUSEALONGSIDEDEMOH"
OPENS_WITHIN_S = 120.0


def wait_for(found: Callable[[], Any], within: float, what: str) -> Any:
    """What `found()` returns, once it is something."""
    until = time.monotonic() + within
    while not (value := found()):
        if time.monotonic() > until:
            raise AssertionError(f"{what}: not within {within:.0f} s")
        time.sleep(0.1)
    return value


def server() -> str:
    """The real PostgreSQL that `make test` started."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        raise LookupError(
            "DATABASE_URL is not PostgreSQL: run `make test` or `make bench`, or `make services`."
        )
    return url


def on_server(statement: str) -> None:
    with psycopg.connect(database_url("postgres"), autocommit=True) as connection:
        connection.execute(statement)


def database_url(name: str) -> str:
    return urlunsplit(urlsplit(server())._replace(path=f"/{name}"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """A demo building that stands but is not open yet. Copies of it are made in a second (`copy`)."""

    def __init__(self, name: str, folder: Path, **env: str) -> None:
        self.name, self.folder = name, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cms.settings.demo",
            "DATABASE_URL": database_url(name),
            "DATA_FOLDER": str(folder / "data"),
            "SEARCH_INDEX_PREFIX": f"{name.replace('_', '-')}-",
            "SECRET_KEY": "only-for-tests",
            "REDIS_URL": "",  # one web process: sockets and cache live in its memory
            "TMPDIR": str(folder),  # the supervisor's folder of notes is made here
            **env,
        }

    def put_up(self) -> None:
        on_server(f"CREATE DATABASE {self.name}")
        (self.folder / "data" / "static").mkdir(parents=True)
        self.manage("migrate", "--verbosity=0")
        self.manage("load_demo")

    def copy(self, name: str, folder: Path, **env: str) -> "Site":
        """The same building again, with a database, an index and files of its own."""
        other = Site(name, folder, **env)
        on_server(f"CREATE DATABASE {name} TEMPLATE {self.name}")
        shutil.copytree(self.folder / "data", folder / "data")
        return other

    def manage(self, *arguments: str, **env: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env | env, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The checker's own view of the data: plain SQL, past all of the code that it checks."""
        with psycopg.connect(self.env["DATABASE_URL"], autocommit=True) as connection:
            return connection.execute(query, values or None).fetchall()

    def one(self, query: str, *values: Any) -> Any:
        return self.rows(query, *values)[0][0]

    def thread(self, title: str) -> str:
        """The address of a thread of the demo."""
        find = "SELECT r.slug, t.ref FROM rooms_thread t JOIN rooms_room r ON r.id = t.room_id WHERE t.title = %s"
        [(room, ref)] = self.rows(find, title)
        return f"/rooms/{room}/{ref}/"

    @contextmanager
    def opened(self, only: str = "web,worker,clock", **env: str) -> Iterator["Open"]:
        found = Open(self, only, env)
        try:
            yield found.wait()
        finally:
            found.close()

    def throw_away(self) -> None:
        on_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        for index in self.indices():
            ask_engine("DELETE", f"/{index}")

    def indices(self) -> list[str]:
        found = ask_engine("GET", f"/_cat/indices/{self.env['SEARCH_INDEX_PREFIX']}*?format=json")
        return [entry["index"] for entry in found]

    def held_in_number(self) -> int:
        """How many texts all indices of ours hold."""
        everything = f"/{self.env['SEARCH_INDEX_PREFIX']}*"
        ask_engine("POST", f"{everything}/_refresh")
        return int(ask_engine("GET", f"{everything}/_count")["count"])

    def held_by_the_index(self) -> list[str]:
        """The ref of every text in every index of ours."""
        everything = f"/{self.env['SEARCH_INDEX_PREFIX']}*"
        ask_engine("POST", f"{everything}/_refresh")
        found = ask_engine(
            "POST", f"{everything}/_search", {"size": 10_000, "_source": ["ref"], "track_total_hits": True}
        )
        assert found["hits"]["total"]["value"] == len(found["hits"]["hits"]), (
            "more texts than one answer holds"
        )
        return [hit["_source"]["ref"] for hit in found["hits"]["hits"]]


def ask_engine(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    url = os.environ["ELASTICSEARCH_URL"].rstrip("/") + path
    data = json.dumps(body).encode() if body is not None else None
    request = Request(url, data=data, method=method, headers={"Content-Type": "application/json"})
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)


class Open:
    """A building with its doors open: the supervisor and its children."""

    def __init__(self, site: Site, only: str, env: dict[str, str]) -> None:
        self.site, self.port = site, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.has_pages = "web" in only.split(",")
        self.said = (site.folder / "said").open("ab")
        command = [sys.executable, "-m", "risk_jobs.supervisor", f"--port={self.port}", f"--only={only}"]
        self.supervisor = subprocess.Popen(
            command, cwd=ROOT, env=site.env | env, stderr=self.said, stdout=self.said,
            process_group=0, preexec_fn=die_with_parent,
        )  # fmt: skip

    def wait(self) -> "Open":
        if self.has_pages:
            wait_for(self._answers, OPENS_WITHIN_S, f"pages at {self.address} ({self.words()[-500:]})")
        return self

    def _answers(self) -> bool:
        assert self.supervisor.poll() is None, self.words()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def visitor(self, handle: str, *, staff: bool = False) -> Visitor:
        return Visitor(self.address).sign_in(handle, PASSWORD, TOTP_SECRET if staff else "")

    def words(self) -> str:
        return (self.site.folder / "said").read_text()

    def close(self) -> None:
        if self.supervisor.poll() is None:
            self.supervisor.send_signal(signal.SIGTERM)
        self.supervisor.wait(30)
        self.said.close()
