"""Redis: sockets and cache only, so nothing is written to disk and a restart comes back empty."""

import re
import secrets
import socket
from pathlib import Path
from urllib.parse import urlsplit

from .machine import free_port
from .process import Trouble
from .service import Service, base_environment, first_program, output_of, own_file
from .state import Record

OLDEST = 7


class Redis(Service):
    name = "redis"
    variable = "REDIS_URL"

    def missing_packages(self) -> list[str]:
        return [] if first_program("redis-server") else ["redis-server"]

    def prepare(self, room: Path, user: str | None) -> Record:
        port, password = free_port(), secrets.token_hex(16)
        conf = own_file(room / "redis.conf", settings(port, password, room), user)
        return Record(
            name=self.name,
            variable=self.variable,
            url=f"redis://default:{password}@127.0.0.1:{port}/0",
            port=port,
            command=[usable_program(), str(conf)],
            cwd=str(room),
            env=base_environment(),
            user=user,
        )

    def ready(self, record: Record) -> bool:
        """Log in and ping."""
        parts = urlsplit(record.url)
        try:
            with socket.create_connection((parts.hostname, parts.port), timeout=3) as line:
                line.sendall(f"AUTH {parts.password}\r\nPING\r\n".encode())
                answers = line.makefile("rb")
                return answers.readline() == b"+OK\r\n" and answers.readline() == b"+PONG\r\n"
        except OSError:
            return False


def settings(port: int, password: str, room: Path) -> str:
    """The password is in the file, not on the command line, which every user of the machine can read."""
    return f"""\
bind 127.0.0.1
port {port}
requirepass {password}
save ""
appendonly no
daemonize no
dir {room}
"""


def usable_program() -> str:
    """redis-server, when it is new enough."""
    program = first_program("redis-server")
    if program is None:
        raise Trouble("no redis-server after the installation of its package")
    version = version_of(output_of([program, "--version"]) or "")
    if version < OLDEST:
        raise Trouble(f"{program} is version {version}, {OLDEST} or newer is needed")
    return program


def version_of(text: str) -> int:
    """The major version in "Redis server v=7.0.15 sha=..."; 0 when there is none."""
    found = re.search(r"v=(\d+)", text)
    return int(found.group(1)) if found else 0
