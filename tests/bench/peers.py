"""Ours beside the floor and the peers, as one section of `make bench`: a table, the goals, and a chart in var/bench/."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from tests.bench import chart, goals, processes, servers, side_by_side
from tests.bench.served import Served
from tests.bench.side_by_side import Comparison
from tests.bench.table import head, row
from tests.faults.building import ROOT, Site

FOLDER = ROOT / "var" / "bench"
SHOWN = {
    "thread": ("Thread of 20 posts, CPU ms", "cpu"),
    "whole": ("1,000 posts on one page, CPU ms", "cpu"),
    "board": ("Board of 20 threads, CPU ms", "cpu"),
    "reply": ("Reply, P50 ms", "wall"),
}


def beside(site: Site) -> Iterator[str]:
    """Lines of the table."""
    env, folder = servers.production(site), servers.peers_folder()
    run(env, "manage.py", "collectstatic", "--no-input", "--verbosity=0")
    found = json.loads(run(env, "-m", "tests.bench.seed"))
    with ExitStack() as stack:
        others = []
        if folder is not None:
            stack.enter_context(servers.peers_services(folder))
            others = [stack.enter_context(servers.peer(folder, name)) for name in servers.PEERS]
            others.append(stack.enter_context(servers.peers_floor(folder)))
        else:
            others.append(stack.enter_context(servers.started(found["floor"], servers.FLOOR, site.env)))
        ours = stack.enter_context(servers.started(found["ours"], servers.PAGES, env))
        yield from _measured(found, env, [ours, *others])


def _measured(found: dict[str, Any], env: dict[str, str], up: list[Served]) -> Iterator[str]:
    ours = up[0]
    compared = side_by_side.compare(up)
    groups = shown(compared, [server.name for server in up])
    yield head("side by side", *(server.name for server in up))
    for name, values in groups.items():
        yield row(name, *(f"{values[s.name]:,.1f}" if s.name in values else "–" for s in up))
    memory = {server.name: processes.memory_mb(server.workers[0]) for server in up}
    short, long = (
        Served.read(found[name] | {"port": ours.port}, master=ours.master) for name in ("short", "long")
    )
    grown = side_by_side.growth(short, long)
    with servers.started(found["ours"], servers.PAGES, env, workers=2) as two:
        gained = side_by_side.gain(ours, two)
        memory[ours.name] = max(processes.memory_mb(worker) for worker in two.workers)
    yield row("memory of a worker, MB", *(f"{memory[server.name]:.0f}" for server in up))
    reached = [*goals.of_pages(compared), *goals.of_growth(grown), *goals.of_workers(gained, memory)]
    yield head("goals", "found", "goal", "met")
    for goal in reached:
        yield row(goal.name, *goal.cells)
    keep(groups | {"Memory of a worker, MB": memory}, reached)


def shown(compared: Comparison, names: list[str]) -> dict[str, dict[str, float]]:
    """Line of the table → server → milliseconds."""
    lines = {
        title: {name: compared.of(page, name, what) for name in names}
        for page, (title, what) in SHOWN.items()
    }
    return {
        title: {name: value for name, value in values.items() if value is not None}
        for title, values in lines.items()
    }


def keep(groups: dict[str, dict[str, float]], reached: list[goals.Goal]) -> None:
    """The chart, and both tables in Markdown."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "speed.svg").write_text(chart.draw("Alongside beside the floor and its peers", groups))
    lines = ["| Goal | found | goal | met |", "| --- | ---: | ---: | --- |"]
    lines += [f"| {goal.name} | {' | '.join(goal.cells)} |" for goal in reached]
    (FOLDER / "speed.md").write_text(chart.table(groups) + "\n" + "\n".join(lines) + "\n")


def run(env: dict[str, str], *arguments: str) -> str:
    """Of Python; what it prints."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def load() -> str:
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
