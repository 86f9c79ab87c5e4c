"""The command line: `python -m scripts.services up | run | down | status | env | kill | start`."""

import argparse
import shlex
import sys

from . import lifecycle, runner, state
from .process import Trouble, say


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(prog="python -m scripts.services", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--folder", help="where the services live (default: a new temporary folder)")
        return command

    for name, text in (("up", "bring the services up"), ("run", "run a command with the services up")):
        add(name, text).add_argument("--only", type=names, default=list(lifecycle.NAMES), metavar="NAME,NAME")
    commands.choices["up"].add_argument("--detach", action="store_true", help="return and leave them running")
    commands.choices["run"].add_argument("argv", nargs=argparse.REMAINDER, metavar="-- COMMAND ...")
    add("down", "stop them and throw their data away")
    add("status", "tell how each is; the exit status is 0 when all can be used")
    add("env", "print export lines for a shell")
    kill = add("kill", "do to one what a fault does")
    kill.add_argument("name", choices=lifecycle.NAMES)
    kill.add_argument("--signal", choices=lifecycle.SIGNALS, default="KILL")
    add("start", "start a killed one again on its port, with its data").add_argument(
        "name", choices=lifecycle.NAMES
    )
    return top


def names(text: str) -> list[str]:
    """`--only redis,postgres` as a list."""
    try:
        return lifecycle.chosen(part.strip() for part in text.split(",") if part.strip())
    except Trouble as trouble:
        raise argparse.ArgumentTypeError(str(trouble)) from None


def do_up(given: argparse.Namespace) -> int:
    return (runner.leave if given.detach else runner.hold)(given.folder, given.only)


def do_run(given: argparse.Namespace) -> int:
    argv = given.argv[1:] if given.argv[:1] == ["--"] else given.argv
    if not argv:
        raise Trouble("run needs a command: run -- COMMAND ...")
    return runner.run(argv, given.folder, given.only)


def do_down(given: argparse.Namespace) -> int:
    lifecycle.down(given.folder)
    return 0


def do_status(given: argparse.Namespace) -> int:
    records = state.find(given.folder).records()
    found = {name: lifecycle.condition(record) for name, record in records.items()}
    for name, word in found.items():
        print(f"{name:<14} {word:<8} {records[name].port or ''}")
    return 0 if set(found.values()) <= {"ready", "named", "present"} else 1


def do_env(given: argparse.Namespace) -> int:
    for key, value in state.find(given.folder).environment().items():
        print(f"export {key}={shlex.quote(value)}")
    return 0


def do_kill(given: argparse.Namespace) -> int:
    lifecycle.kill(given.name, given.signal, given.folder)
    return 0


def do_start(given: argparse.Namespace) -> int:
    lifecycle.start(given.name, given.folder)
    return 0


def main(argv: list[str] | None = None) -> int:
    """Run one command; what could not be had is one line and exit status 1."""
    given = parser().parse_args(argv)
    try:
        return globals()[f"do_{given.command}"](given)
    except Trouble as trouble:
        say(f"services: {trouble}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
