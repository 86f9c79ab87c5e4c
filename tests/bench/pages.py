"""What pages cost: SQL statements, milliseconds in one process, bytes.

Run by `tests.bench` in a process of its own, with the environment of a demo building on PostgreSQL and
Elasticsearch; prints JSON."""

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from community.people.models import Person  # noqa: E402
from risk_jobs.desk.models import Case  # noqa: E402
from tests import cast  # noqa: E402
from tests.bench.threads import BODY, thread_of  # noqa: E402

ROUNDS, WARM = 30, 3


@dataclass
class Cost:
    """Milliseconds. `cpu` is of this process alone: compare that first, as it minds others on the machine least."""

    name: str
    statements: int
    p50: float
    p95: float
    cpu: float
    kilobytes: float


def measure(name: str, ask: Callable[[], Any]) -> Cost:
    for _ in range(WARM):
        answer = ask()
    assert answer.status_code in (200, 302), (name, answer.status_code)
    with CaptureQueriesContext(connection) as captured:
        ask()
    statements = len(captured)
    took, used = zip(*(_milliseconds(ask) for _ in range(ROUNDS)), strict=True)
    p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    return Cost(name, statements, p50, p95, statistics.median(used), len(answer.content) / 1000)


def _milliseconds(ask: Callable[[], Any]) -> tuple[float, float]:
    """By the wall, and of this process's work."""
    began, worked = time.perf_counter(), time.process_time()
    ask()
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked)


def client(handle: str) -> Client:
    found = Client(SERVER_NAME="127.0.0.1")
    return cast.sign_in(found, Person.objects.get(handle=handle)) if handle else found


def page(name: str, handle: str, address: str, **form: str) -> Cost:
    """A page as this person gets it, or a form they send."""
    who = client(handle)
    return measure(name, lambda: who.post(address, form) if form else who.get(address))


def all_pages() -> list[Cost]:
    short, long = thread_of("Twenty replies", 20), thread_of("A thousand replies", 1_000)
    for n in range(30):
        thread_of(f"Thread {n}", 1)
    case = Case.objects.filter(service__slug="eating-disorders").latest("opened_at")
    member, clinician = "quiet-otter", "cleo-clinician"
    here, there = short.get_absolute_url(), long.get_absolute_url()
    return [
        page("start", "", "/"),
        page("lobby", member, "/lobby/"),
        page("room, 20 threads", member, "/rooms/harbour/"),
        page("thread, 20 replies", member, here),
        page("thread of 1,000, first page", member, f"{there}?page=1"),
        page("thread of 1,000, last page", member, f"{there}?page=50"),
        page("1,000 replies on one page", member, f"{there}all/"),
        page("reply POST", member, f"{here}reply/", body=BODY),
        page("search, one word", member, "/search/?q=sister"),
        page("library", member, "/library/"),
        page("desk", clinician, "/desk/"),
        page("case", clinician, case.get_absolute_url()),
    ]


if __name__ == "__main__":
    json.dump([asdict(cost) for cost in all_pages()], sys.stdout)
