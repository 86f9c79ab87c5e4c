"""Servers as they would stand in a trust, each by gunicorn with sync workers and on PostgreSQL: ours in production's
settings, the floor over the same rows, and peers by the scripts in the folder PEERS.

A peer's script knows `install`, `seed` (prints the JSON that `served.py` reads), `start` and `stop`; what it installs
goes into PEERS_DIR, by itself a folder beside this repository's."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from risk_jobs.undertaker import die_with_parent
from tests.bench.served import Served
from tests.faults.building import ROOT, Site, free_port, wait_for

GUNICORN = [sys.executable, "-m", "gunicorn", "--log-level=warning", "--no-control-socket"]
PAGES, FLOOR = "cms.wsgi", "tests.bench.floor_wsgi"
PEERS = ("spirit", "xtd")
STARTS_WITHIN_S = 120.0


def production(site: Site) -> dict[str, str]:
    """The environment of a demo building, in a trust's settings."""
    data = Path(site.env["DATA_FOLDER"])
    return site.env | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "REDIS_URL": os.environ["REDIS_URL"],
        "REDIS_PREFIX": site.name,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "false",
        "VAULT_KEY_FILE": str(data / "vault-keys"),
        "AUDIT_KEY_FILE": str(data / "audit-key"),
        "CONN_MAX_AGE": "600",
    }


@contextmanager
def started(
    found: dict[str, Any], app: str, env: dict[str, str], *, workers: int = 1, folder: Path = ROOT
) -> Iterator[Served]:
    """`found`: the JSON of where its pages are. Stopped at the end."""
    port = free_port()
    command = [*GUNICORN, f"--workers={workers}", f"--bind=127.0.0.1:{port}", app]
    process = subprocess.Popen(command, cwd=folder, env=env, preexec_fn=die_with_parent)
    server = Served.read(found | {"port": port}, master=process.pid)
    try:
        wait_for(lambda: process.poll() is None and server.answers(), STARTS_WITHIN_S, server.name)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


# --- peers ---------------------------------------------------------------------------------------------------
def peers_folder() -> Path | None:
    """The scripts of the peers; without PEERS ours is measured beside the floor alone."""
    named = os.environ.get("PEERS", "")
    return Path(named).resolve() if named else None


def _environment(**more: str) -> dict[str, str]:
    """Theirs alone: nothing of ours is to reach them."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE", "PIP_INDEX_URL", "PIP_CERT", "UV_INDEX_URL")
    place = os.environ.get("PEERS_DIR") or str(Path(tempfile.gettempdir()) / "alongside-peers")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PEERS_DIR": place} | more


def _shell(folder: Path, words: str) -> None:
    subprocess.run(
        ["bash", "-c", words], cwd=folder, env=_environment(), check=True, stdout=subprocess.DEVNULL
    )


@contextmanager
def peer(folder: Path, name: str) -> Iterator[Served]:
    for step in ("install", "seed", "start"):
        _shell(folder, f"yes yes | bash {name}.sh {step}")  # what is there already is asked about
    run = Path(_environment()["PEERS_DIR"]) / "run"
    server = Served.read(
        json.loads((run / f"{name}.json").read_text()), master=int((run / f"{name}.pid").read_text())
    )
    try:
        wait_for(server.answers, STARTS_WITHIN_S, name)
        yield server
    finally:
        _shell(folder, f"bash {name}.sh stop")


@contextmanager
def peers_floor(folder: Path) -> Iterator[Served]:
    """The floor as the folder has it, `limits/floor.py`, on the peers' own PostgreSQL."""
    _shell(folder, ". ./common.sh; pg_up; pg_db floor")
    limits, env = folder / "limits", _environment(PYTHONPATH=".", PYTHONDONTWRITEBYTECODE="1")
    seeding = [sys.executable, "floor.py", "seed", "1000"]
    seeded = subprocess.run(seeding, cwd=limits, env=env, check=True, stdout=subprocess.PIPE, text=True)
    with started(json.loads(seeded.stdout), "floor:wsgi", env, folder=limits) as server:
        yield server


@contextmanager
def peers_services(folder: Path) -> Iterator[None]:
    """Their PostgreSQL is started by whichever script comes first, and goes with the last."""
    try:
        yield
    finally:
        _shell(folder, ". ./common.sh; pg_down")
