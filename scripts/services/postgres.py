"""PostgreSQL: an own cluster with fsync on, because the tests of what survives a crash are about that."""

import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from .machine import free_port
from .process import Trouble, helper
from .service import Service, base_environment, first_program, output_of, own_file, own_folder
from .state import Record

OLDEST = 15
SOCKET_PATH_LIMIT = 107  # bytes, sockaddr_un on Linux
NOBODY = 2**31 - 1  # a process id that Linux never gives
NAME = "alongside"  # of the role and of the database


class Postgres(Service):
    name = "postgres"
    variable = "DATABASE_URL"

    def missing_packages(self) -> list[str]:
        return [] if binaries() else ["postgresql"]

    def prepare(self, room: Path, user: str | None) -> Record:
        programs = usable_binaries()
        port, password, data = free_port(), secrets.token_hex(16), room / "data"
        secret = own_file(room / "password", password, user)
        helper(initdb(programs, data, secret), env=base_environment(), user=user, cwd=room)
        secret.unlink()
        with (data / "postgresql.conf").open("a") as conf:
            conf.write(settings(port, own_folder(room / "socket", user)))
        return Record(
            name=self.name,
            variable=self.variable,
            url=f"postgres://{NAME}:{password}@127.0.0.1:{port}/{NAME}",
            port=port,
            command=[str(programs / "postgres"), "-D", str(data)],
            cwd=str(room),
            env=base_environment(),
            user=user,
        )

    def ready(self, record: Record) -> bool:
        """Log in, and make the database on the first time: the way a client goes, not only an open port."""
        found = ask(record.url, f"SELECT 1 FROM pg_database WHERE datname = '{NAME}'")
        if found is None:
            return False
        return bool(found.strip()) or ask(record.url, f"CREATE DATABASE {NAME}") is not None

    def before_restart(self, record: Record) -> None:
        """Take a dead server's name off its lock files.

        A killed server may stay a zombie for long where nothing reaps; PostgreSQL takes one for a rival and
        refuses to start. The files stay: they lead the new server to the shared memory of the old one.
        """
        room = Path(record.cwd)
        for lock in (room / "data" / "postmaster.pid", *(room / "socket").glob(".s.PGSQL.*.lock")):
            if lock.exists():
                rest = lock.read_text().partition("\n")[2]
                lock.write_text(f"{NOBODY}\n{rest}")


def ask(url: str, sql: str) -> str | None:
    """One statement in the maintenance database; None while the server does not answer."""
    parts = urlsplit(url)
    command = [str(usable_binaries() / "psql"), "-XAtq", "-h", parts.hostname, "-p", str(parts.port)]
    env = base_environment(PGPASSWORD=parts.password, PGCONNECT_TIMEOUT="3")
    return output_of([*command, "-U", parts.username, "-d", "postgres", "-c", sql], env=env)


def initdb(programs: Path, data: Path, secret: Path) -> list[str]:
    """A new cluster; its files need no sync yet, as nobody has trusted it with anything."""
    options = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--no-sync"]
    return [str(programs / "initdb"), "-D", str(data), "-U", NAME, f"--pwfile={secret}", *options]


def settings(port: int, sockets: Path) -> str:
    """What differs from PostgreSQL's defaults."""
    return f"""
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{socket_folder(sockets, port)}'
max_connections = 200
fsync = on
logging_collector = off
log_min_messages = warning
timezone = 'UTC'
"""


def socket_folder(folder: Path, port: int) -> str:
    """The folder for the Unix socket, or none at all when its path is longer than the kernel allows."""
    path = f"{folder}/.s.PGSQL.{port}"
    return str(folder) if len(path.encode()) <= SOCKET_PATH_LIMIT else ""


def binaries() -> Path | None:
    """Where initdb and postgres are: Debian keeps each version in its own folder, outside of PATH."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: version_of(path.parent.name))
    program = first_program("initdb")
    return Path(program).resolve().parent if program else None


def usable_binaries() -> Path:
    """The same, when it is new enough."""
    programs = binaries()
    if programs is None:
        raise Trouble("no initdb after the installation of the package postgresql")
    version = version_of(output_of([str(programs / "postgres"), "--version"]) or "")
    if version < OLDEST:
        raise Trouble(f"{programs} holds PostgreSQL {version}, {OLDEST} or newer is needed")
    return programs


def version_of(text: str) -> int:
    """The major version in "15", "postgres (PostgreSQL) 15.13 (Debian ...)"; 0 when there is none."""
    found = re.search(r"\d+", text)
    return int(found.group()) if found else 0
