"""The targets of the Makefile. What cannot be had is one sentence and exit status 1."""

import os
import sys
from pathlib import Path

from scripts import building, checks, environment
from scripts.environment import PYTHON, ROOT
from scripts.services.process import Trouble, say

# Areas whose tests stand each by itself, and are many.
SHARED = ("access", "hostile")


def run() -> int:
    building.run()
    return 0


def test() -> int:
    """pytest under the real services, in two halves. TESTS= names paths or options, FULL= an area of the long tests:
    then it is one pytest, or two that share what takes an hour and more."""
    environment.ensure("test")
    area, arguments = os.environ.get("FULL", ""), os.environ.get("TESTS", "").split()
    if not area and not arguments:
        return under_services([str(PYTHON), "-m", "scripts.halves"])
    if area in SHARED and not arguments:
        return under_services([str(PYTHON), "-m", "scripts.halves", "--share", *selected(area)])
    return under_services([str(PYTHON), "-m", "pytest", *selected(area), *arguments])


def selected(area: str, root: Path = ROOT) -> list[str]:
    """pytest's arguments: without FULL everything but the long tests; FULL=<area> is that folder under
    tests/full/ or tests/, or else that marker."""
    if not area:
        return ["--ignore=tests/full"]
    folders = [f"tests/full/{area}", f"tests/{area}"]
    return next(([folder] for folder in folders if (root / folder).is_dir()), ["-m", area])


def bench() -> int:
    environment.ensure("test")
    return under_services([str(PYTHON), "-m", "tests.bench"])


def under_services(command: list[str]) -> int:
    """Become the runner of the services, so that its signals and exit status are ours."""
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "scripts.services", "run", "--", *command])


def check() -> int:
    environment.ensure("test")
    return checks.run()


def services() -> int:
    """Leave them up; the runner prints how to reach them."""
    say('Real services for development. Their addresses: eval "$(python3 -m scripts.services env)"')
    say("Take them down, with their data: python3 -m scripts.services down")
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "scripts.services", "up", "--detach"])


def demo_reset() -> int:
    building.reset()
    return 0


TARGETS = {
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "services": services,
    "demo-reset": demo_reset,
}


def main(arguments: list[str]) -> int:
    """One target by its name."""
    if len(arguments) != 1 or arguments[0] not in TARGETS:
        say(f"usage: python3 scripts/bootstrap.py {' | '.join(TARGETS)}")
        return 2
    try:
        return TARGETS[arguments[0]]()
    except Trouble as trouble:
        say(str(trouble))
        return 1
    except KeyboardInterrupt:
        return 130
