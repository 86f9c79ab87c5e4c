"""Servers measured in turns: each round asks every one of them for every page, so that what else the machine does falls
on all alike. What counts is the ratio within a round, and of the rounds the median."""

import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from tests.bench.served import Served, Spent

ROUNDS = 5
TIMES = {"thread": 25, "board": 25, "whole": 2, "reply": 25}
CLIENTS, LOAD_S = 8, 4.0


@dataclass
class Comparison:
    """`spent[page][server]`: one for each round. `reply` is a page here."""

    spent: dict[str, dict[str, list[Spent]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def of(self, page: str, server: str, what: str) -> float | None:
        """Milliseconds, of `wall` (P50) or `cpu`."""
        rounds = self.spent[page].get(server)
        return statistics.median(getattr(one, what) for one in rounds) if rounds else None

    def ratio(self, page: str, server: str, under: str, what: str) -> float | None:
        """How often what `under` spent goes into what `server` spent."""
        pairs = zip(self.spent[page].get(server, ()), self.spent[page].get(under, ()), strict=False)
        found = [getattr(one, what) / getattr(other, what) for one, other in pairs]
        return statistics.median(found) if found else None


def compare(servers: Sequence[Served], rounds: int = ROUNDS) -> Comparison:
    found = Comparison()
    for _ in range(rounds):
        for page, times in TIMES.items():
            for server in random.sample(servers, len(servers)):
                if page == "reply" and server.reply:
                    found.spent[page][server.name].append(server.send(times))
                elif page in server.pages:
                    found.spent[page][server.name].append(server.get(page, times))
    return found


def growth(short: Served, long: Served, rounds: int = ROUNDS) -> dict[str, float]:
    """What a page of the long thread costs, in what it costs in the short one: CPU, the median of rounds."""
    found = defaultdict(list)
    for _ in range(rounds):
        for page in short.pages:
            few, many = (one.get(page, TIMES["thread"]).cpu for one in (short, long))
            found[page].append(many / few)
        few, many = (one.send(TIMES["reply"]).cpu for one in (short, long))
        found["reply"].append(many / few)
    return {page: statistics.median(ratios) for page, ratios in found.items()}


def requests_a_second(server: Served, seconds: float = LOAD_S) -> float:
    """Of thread pages, asked for by CLIENTS at once."""
    until = time.monotonic() + seconds

    def client(_n: int) -> int:
        one, answered = replace(server, connection=None), 0
        while time.monotonic() < until:
            answered += one.ask("GET", one.pages["thread"]).status == 200
        return answered

    with ThreadPoolExecutor(CLIENTS) as clients:
        return sum(clients.map(client, range(CLIENTS))) / seconds


def gain(one: Served, two: Served, measure: Callable[[Served], float] = requests_a_second) -> float:
    """Requests a second of the second by those of the first: the median of rounds."""
    return statistics.median(measure(two) / measure(one) for _ in range(ROUNDS))
