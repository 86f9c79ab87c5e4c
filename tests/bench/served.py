"""A server that is measured: ours, the floor or a peer. It says in one small JSON where its pages are, and is asked over
HTTP on one kept-alive connection by somebody signed in."""

import html
import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlencode

from tests.bench import processes

ANSWERS_WITHIN_S = 120
WORDS = "Thank you for this, today was hard but the plan helped. " + "word " * 40


@dataclass(frozen=True)
class Spent:
    """Milliseconds for one request: by the wall; of CPU in the server's processes and in PostgreSQL for it."""

    wall: float
    cpu: float


@dataclass
class Served:
    """`pages`: kind ("thread", "whole", "board") to address. `master`: the server's first process."""

    name: str
    port: int
    cookie: str
    database: str
    pages: dict[str, str]
    reply: dict[str, Any]
    master: int = 0
    connection: HTTPConnection | None = field(default=None, repr=False)
    form: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, found: dict[str, Any], **known: Any) -> "Served":
        """From the JSON that each peer's `seed` prints. One without pages shows the whole thread at once."""
        pages = found.get("pages") or {kind: found[kind] for kind in ("thread", "board") if found.get(kind)}
        if found.get("all"):
            pages["whole"] = found["all"]
        elif "thread" in found and found["thread"] == found.get("last"):
            pages["whole"] = pages.pop("thread")
        return cls(
            found["peer"],
            found["port"],
            found["cookie"],
            found.get("database", found["peer"]),
            pages,
            found.get("reply", {}),
            **known,
        )

    @property
    def workers(self) -> list[int]:
        """The processes that answer."""
        return processes.family(self.master)[1:]

    def get(self, kind: str, times: int) -> Spent:
        return self._spend(lambda: self.ask("GET", self.pages[kind]), times, 200)

    def send(self, times: int) -> Spent:
        """A reply, each time with other words, to the redirect that answers it."""
        self._learn_form()
        return self._spend(self._reply, times, 302)

    def _spend(self, ask: Any, times: int, status: int) -> Spent:
        """The median by the wall, the mean of CPU."""
        ask()
        before, took = self._used(), []
        for _ in range(times):
            began = time.perf_counter()
            answer = ask()
            took.append(1000 * (time.perf_counter() - began))
            assert answer.status == status, (self.name, answer.status)
        used = self._used()
        return Spent(sorted(took)[times // 2], sum(used[pid] - before.get(pid, 0) for pid in used) / times)

    def _used(self) -> dict[int, float]:
        """CPU milliseconds of each process that works for it."""
        everyone = [*processes.family(self.master), *processes.backends(self.database)]
        return {pid: processes.cpu_ms(pid) for pid in everyone}

    def answers(self) -> bool:
        try:
            return self.ask("GET", next(iter(self.pages.values()))).status == 200
        except OSError:
            self.connection = None
            return False

    def _learn_form(self) -> None:
        """Its token and hidden fields, from the page that shows it."""
        answer, page = self.ask_and_read("GET", self.reply["form"])
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            if "csrf" in cookie.lower():
                self.cookie = f"{self.cookie}; {cookie.partition(';')[0]}"
        self.form = _hidden(page.decode()) | self.reply["extra"]

    def _reply(self) -> HTTPResponse:
        words = {self.reply["field"]: f"{WORDS}{time.time_ns()}"}
        return self.ask("POST", self.reply["url"], urlencode(self.form | words))

    def ask(self, method: str, path: str, body: str | None = None) -> HTTPResponse:
        return self.ask_and_read(method, path, body)[0]

    def ask_and_read(self, method: str, path: str, body: str | None = None) -> tuple[HTTPResponse, bytes]:
        if self.connection is None:
            self.connection = HTTPConnection("127.0.0.1", self.port, timeout=ANSWERS_WITHIN_S)
        headers = {"Cookie": self.cookie, "User-Agent": "bench", "Accept": "text/html"}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer, answer.read()


def _hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page, the first of each name."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given.get("type") == "hidden" and "name" in given:
            found.setdefault(given["name"], html.unescape(given.get("value", "")))
    return found
