"""From a member's keyboard to the clinician's desk: over HTTP, on a building that is open."""

import statistics
import time
from dataclasses import dataclass

from tests.faults.building import Open
from tests.faults.visitor import Visitor

ROUNDS = 60
PATIENCE_S = 20.0


@dataclass
class Latency:
    """Milliseconds."""

    name: str
    p50: float
    p95: float


def measure(building: Open, rounds: int = ROUNDS) -> list[Latency]:
    member, clinician = building.visitor("quiet-otter"), building.visitor("cleo-clinician", staff=True)
    thread = building.site.thread("Saying hello")
    member.get(thread)
    _one(member, clinician, thread, "warm")
    took = [_one(member, clinician, thread, f"{n:03}") for n in range(rounds)]
    names = [
        "reply sent → answered",
        "reply sent → on the desk",
        "answered → on the desk",
        "the desk page itself",
    ]
    return [_latency(name, list(values)) for name, values in zip(names, zip(*took, strict=True), strict=True)]


def _one(member: Visitor, clinician: Visitor, thread: str, token: str) -> tuple[float, ...]:
    """Sent to answered, sent to visible, answered to visible, and one look at the desk."""
    token = f"note-{token}"
    sent = time.perf_counter()
    status = member.post(f"{thread}reply/", body=f"I have been purging again since Sunday, {token}.").status
    assert status == 302, status
    answered = time.perf_counter()
    while True:
        asked = time.perf_counter()
        found = token in clinician.get("/desk/").text
        seen = time.perf_counter()
        if found:
            return answered - sent, seen - sent, seen - answered, seen - asked
        assert seen - sent < PATIENCE_S, "not on the desk"


def _latency(name: str, seconds: list[float]) -> Latency:
    return Latency(name, 1000 * statistics.median(seconds), 1000 * statistics.quantiles(seconds, n=20)[-1])
