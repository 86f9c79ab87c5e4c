"""The anonymous side as it really runs, in a folder of its own, and somebody who reports to it."""

import base64
import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path

from community.speak_up import sealing
from risk_jobs.undertaker import die_with_parent
from scripts.services.machine import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
OPEN_WITHIN_S = 60
BITS = 16
READER = 0x1234567890ABCDEF >> 2


@dataclass
class Process:
    """`private` opens what is reported to its one reader."""

    folder: Path
    port: int = field(default_factory=free_port)
    private: bytes = field(default_factory=sealing.new_private)
    running: "subprocess.Popen[bytes] | None" = None

    @property
    def file(self) -> Path:
        return self.folder / "data" / "speak_up" / "reports.sqlite3"

    @property
    def secret(self) -> bytes:
        return base64.b64decode((self.folder / "data" / "speak-up-secret").read_text())

    def start(self) -> None:
        for name in ("data", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        own = {
            "DATA_FOLDER": str(self.folder / "data"),
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONUNBUFFERED": "1",
        }
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        with (self.folder / "said.log").open("ab") as log:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "community.speak_up", f"--port={self.port}"], cwd=ROOT, env=kept | own,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, process_group=0,
                preexec_fn=die_with_parent,
            )  # fmt: skip
        deadline = time.monotonic() + OPEN_WITHIN_S
        while not self.answers():
            assert time.monotonic() < deadline, (self.folder / "said.log").read_text()
            time.sleep(0.05)

    def answers(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        if self.running is not None:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
            self.running = None

    def add_reader(self) -> None:
        with self.rows() as rows:
            rows.execute(
                "INSERT INTO speak_up_reader (pk_number, name, says, outside, public_key) VALUES (?, 'Nell', '', 1, ?)",
                (READER, sealing.public_of(self.private)),
            )

    @contextmanager
    def rows(self) -> Iterator[sqlite3.Connection]:
        found = sqlite3.connect(self.file, timeout=20)
        try:
            yield found
            found.commit()
        finally:
            found.close()

    def reports(self) -> int:
        with self.rows() as rows:
            return int(rows.execute("SELECT count(*) FROM speak_up_report").fetchone()[0])

    def read_all(self) -> list[dict[str, str]]:
        """The answers of each report as its reader opens them; an error for half of one."""
        with self.rows() as rows:
            keys = rows.execute(
                "SELECT k.report_id, k.sealed, e.pk_number, e.day, e.sealed FROM speak_up_sealedkey k"
                " JOIN speak_up_entry e ON e.report_id = k.report_id WHERE k.reader_id = ?", (READER,)
            ).fetchall()  # fmt: skip
        read = []
        for report, sealed, entry, day, closed in keys:
            key = sealing.unseal(sealed, self.private)
            words = sealing.open_words(closed, key=key, place=f"entry:{report}:{entry}:{day}")
            read.append(words["answers"])
        return read


@contextmanager
def opened(folder: Path) -> Iterator[Process]:
    process = Process(folder)
    try:
        process.start()
        process.add_reader()
        yield process
    finally:
        process.kill()


@dataclass
class Visitor:
    """Somebody with a browser; `headers` go with everything they ask. Asks again while nobody answers."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    patience_s: float = 60

    def ask(
        self, method: str, where: str, body: bytes = b"", kind: str = "application/x-www-form-urlencoded"
    ) -> str:
        deadline = time.monotonic() + self.patience_s
        while True:
            try:
                link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                own = {"Sec-Fetch-Site": "same-origin", "Content-Type": kind} | self.headers
                link.request(method, where, body, own)
                answer = link.getresponse()
                text = answer.read().decode()
                assert answer.status < 500, text[:500]
                return text
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < deadline, "nobody answers"
                time.sleep(0.05)
            finally:
                link.close()

    def post(self, address: str, /, **fields: str) -> str:
        return self.ask("POST", address, urllib.parse.urlencode(fields).encode())

    def fill_in(self, what: str, where: str = "") -> tuple[bytes, str]:
        """Up to the last page; returns its form ready to be sent, and the kind of it."""
        page = self.post("/report/")
        for step, answer in (
            ("topic", "other"),
            ("what", what),
            ("where", where),
            ("readers", f"{READER:016x}"),
        ):
            page = self.post("/report/", draft=_draft(page), step=step, **{step: answer})
        challenge = re.search(r'data-work="([0-9a-f]+)"', page)
        assert challenge, page
        return many_parts(
            {"draft": _draft(page), "step": "check", "work": the_sum(challenge.group(1))}, self.files
        )

    files: list[tuple[str, bytes]] = field(default_factory=list)

    def send(self, form: tuple[bytes, str]) -> str:
        """The receipt; the same form again gives the same."""
        page = self.ask("POST", "/report/", *form)
        found = re.search(r'id="receipt"[^>]*>([^<]+)<', page)
        assert found, page[:4000]
        return found.group(1)


def _draft(page: str) -> str:
    found = re.search(r'name="draft" value="([^"]+)"', page)
    assert found, page[:3000]
    return found.group(1)


def the_sum(challenge: str) -> str:
    begun = sha256(f"{challenge}:".encode())
    for number in count():
        tried = begun.copy()
        tried.update(str(number).encode())
        if int.from_bytes(tried.digest()[:4], "big") >> (32 - BITS) == 0:
            return str(number)
    raise AssertionError


def many_parts(fields: dict[str, str], files: list[tuple[str, bytes]]) -> tuple[bytes, str]:
    line = "a-line-between-the-parts"
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode()
        for n, v in fields.items()
    ]
    for name, data in files:
        head = f'--{line}\r\nContent-Disposition: form-data; name="attachments"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + data + b"\r\n")
    return b"".join(parts) + f"--{line}--\r\n".encode(), f"multipart/form-data; boundary={line}"
