"""Both halves run whatever becomes of the other, and none is forgotten."""

import os
import signal
import subprocess
import sys
import time

import pytest

from scripts import halves
from tests import sharing


@pytest.fixture
def plays(monkeypatch):
    """`plays(units=0, rest=0)`: programs that say who they are and end with these statuses."""

    def play(units: int, rest: int) -> int:
        program = "import sys; print('here', sys.argv[1]); sys.exit(int(sys.argv[2]))"
        monkeypatch.setattr(halves, "PYTEST", [sys.executable, "-c", program])
        monkeypatch.setattr(halves, "UNITS", ["units", str(units)])
        monkeypatch.setattr(halves, "THE_REST", ["rest", str(rest)])
        monkeypatch.setattr(halves, "pass_signals_on", lambda both: None)
        return halves.run([])

    return play


@pytest.mark.parametrize(("units", "rest", "status"), [(0, 0, 0), (1, 0, 1), (0, 1, 1), (5, 0, 5), (2, 3, 3)])
def test_whichever_half_fails_the_run_fails_and_both_are_heard(plays, capfd, units, rest, status):
    assert plays(units, rest) == status
    said = capfd.readouterr().out
    assert "here rest" in said
    assert said.index("--- the half") < said.index("here units")


def test_the_halves_share_no_database_and_no_cache():
    given = {
        "DATABASE_URL": "postgres://a:b@host:1/alongside",
        "REDIS_URL": "redis://default:c@host:2/0",
        "ELASTICSEARCH_URL": "http://host:3",
        "X": "y",
    }
    assert halves.apart(dict(given)) == {
        "DATABASE_URL": "postgres://a:b@host:1/units", "REDIS_URL": "redis://default:c@host:2/1", "X": "y",
    }  # fmt: skip
    assert halves.apart({}) == {}


@pytest.mark.parametrize(
    ("ends", "ran"),
    [((0, 0, 0), ["1", "2", "alone"]), ((0, 3, 0), ["1", "2"]), ((0, 0, 5), ["1", "2", "alone"])],
)
def test_two_share_and_what_runs_alone_comes_after_both(ends, ran, monkeypatch, tmp_path):
    program = (
        "import os, sys; mine = os.environ['TEST_SHARE']; open(sys.argv[1] + '/' + mine, 'w')\n"
        "sys.exit(int(sys.argv[2:][['1', '2', 'alone'].index(mine)]))"
    )
    monkeypatch.setattr(halves, "PYTEST", [sys.executable, "-c", program])
    monkeypatch.setattr(halves, "pass_signals_on", lambda both: None)
    assert halves.share([str(tmp_path), *map(str, ends)]) == ends[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ran


def test_each_test_has_its_share(monkeypatch):
    class Item:
        def __init__(self, name: str) -> None:
            self.name = name

        def get_closest_marker(self, _name: str) -> bool:
            return self.name == "sum"

    items = [Item(name) for name in ("a", "b", "sum", "c")]
    found = {}
    for share in ("", "1", "2", "alone"):
        monkeypatch.setenv("TEST_SHARE", share)
        found[share] = [item.name for item in sharing.of(items)]
    assert found == {"": ["a", "b", "sum", "c"], "1": ["a", "c"], "2": ["b"], "alone": ["sum"]}


def test_every_test_is_in_one_of_them():
    ignored = {
        option.removeprefix("--ignore=") for option in halves.THE_REST if option.startswith("--ignore=")
    }
    assert ignored == {*halves.UNITS, "tests/full"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_reaches_both_once(tmp_path, number):
    waits = (
        "import pathlib, signal, sys, time\n"
        f"mine = pathlib.Path({str(tmp_path)!r}, sys.argv[1])\n"
        "def end(*_): mine.write_text(mine.read_text() + 'told '); sys.exit(130)\n"
        f"signal.signal({int(number)}, end); mine.write_text('up '); time.sleep(30)\n"
    )
    program = (
        "import sys; from scripts import halves\n"
        f"halves.PYTEST = [sys.executable, '-c', {waits!r}]\n"
        "halves.UNITS, halves.THE_REST = ['units'], ['rest']\n"
        "sys.exit(halves.run([]))"
    )
    run = subprocess.Popen([sys.executable, "-c", program], env=os.environ, stdout=subprocess.DEVNULL)
    both = [tmp_path / "units", tmp_path / "rest"]
    while not all(one.exists() and one.read_text() for one in both):
        time.sleep(0.02)
    run.send_signal(number)
    run.send_signal(number)
    assert run.wait(20) == 130
    assert [one.read_text() for one in both] == ["up told ", "up told "]


def test_what_stands_apart_leaves_the_other_half_its_own():
    env = {
        "DATABASE_URL": "postgres://h/alongside",
        "REDIS_URL": "redis://h/0",
        "ELASTICSEARCH_URL": "http://h",
    }
    there = halves.apart(env)
    assert there == {"DATABASE_URL": "postgres://h/units", "REDIS_URL": "redis://h/1"}
    assert env["DATABASE_URL"].endswith("/alongside")
    assert "ELASTICSEARCH_URL" in env
