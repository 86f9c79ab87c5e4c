"""The pure parts of the Makefile's targets: nothing is installed, no building is opened."""

import ast
import json
import os
import re
import socket
import subprocess
import sys

import pytest

from scripts import bootstrap, building, checks, commands, environment, ports
from scripts.services.process import Trouble


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout of its own with an environment that looks whole."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("wagtail\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "FOLDER", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PYTHON", python)
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / "requirements.json")
    monkeypatch.setattr(environment, "BROKEN_OFF", tmp_path / ".venv" / "installing")
    monkeypatch.setattr(building, "ROOT", tmp_path)
    monkeypatch.setattr(building, "PYTHON", python)
    monkeypatch.delenv("DATA_FOLDER", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


# --- Python ---------------------------------------------------------------------------------------
def test_the_entry_can_be_read_by_an_old_python():
    """Else it could not say that the Python is too old."""
    source = (commands.ROOT / "scripts" / "bootstrap.py").read_text()
    ast.parse(source, feature_version=(3, 6))


def test_a_new_python_goes_on():
    bootstrap.require_python((3, 11, 0))


def test_an_old_python_becomes_a_newer_one(monkeypatch):
    became = []
    monkeypatch.setattr(bootstrap, "newer_python", lambda: "/usr/bin/python3.12")
    monkeypatch.setattr(
        bootstrap.os, "execv", lambda path, argv: became.append((path, argv[0])) or sys.exit(0)
    )
    with pytest.raises(SystemExit):
        bootstrap.require_python((3, 9, 2))
    assert became == [("/usr/bin/python3.12", "/usr/bin/python3.12")]


def test_an_old_python_alone_is_one_sentence(monkeypatch):
    monkeypatch.setattr(bootstrap, "newer_python", lambda: None)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is 3\.9 "):
        bootstrap.require_python((3, 9, 2))


# --- environment ----------------------------------------------------------------------------------
def installed(checkout, *names):
    wanted = {name: environment.digest([checkout / name]) for name in names}
    environment.STAMP.write_text(json.dumps(wanted))


@pytest.fixture
def installs(monkeypatch):
    """What pip was asked to install."""
    asked = []
    monkeypatch.setattr(environment, "install", asked.append)
    return asked


def test_nothing_is_installed_when_nothing_changed(checkout, installs):
    installed(checkout, "requirements.txt")
    environment.ensure("run")
    assert installs == []


def test_what_tests_need_comes_later_and_serves_the_run_too(checkout, installs):
    installed(checkout, "requirements.txt")
    environment.ensure("test")
    environment.ensure("test")
    environment.ensure("run")
    assert installs == ["requirements-dev.txt"]


def test_a_changed_requirement_is_installed_once(checkout, installs):
    installed(checkout, "requirements.txt")
    (checkout / "requirements.txt").write_text("wagtail\nchannels\n")
    environment.ensure("run")
    environment.ensure("run")
    assert installs == ["requirements.txt"]


@pytest.mark.parametrize("stamp", ["", "{", "[]", "null"])
def test_a_torn_stamp_counts_as_none(checkout, installs, stamp):
    environment.STAMP.write_text(stamp)
    environment.ensure("run")
    assert installs == ["requirements.txt"]


def test_an_installation_that_was_broken_off_starts_from_nothing(checkout, monkeypatch):
    installed(checkout, "requirements.txt")
    leftover = checkout / ".venv" / "half-a-package"
    leftover.touch()

    def fails(_requirements):
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "install", fails)
    (checkout / "requirements.txt").write_text("changed\n")
    with pytest.raises(KeyboardInterrupt):
        environment.ensure("run")
    assert environment.BROKEN_OFF.exists()

    asked = []
    monkeypatch.setattr(environment, "install", asked.append)
    environment.ensure("run")
    assert asked == ["requirements.txt"]
    assert not leftover.exists()
    assert not environment.BROKEN_OFF.exists()


def test_what_venv_says_becomes_a_sentence():
    assert "Debian: python3." in environment.why_no_environment("... because ensurepip is not available")
    assert "No permission" in environment.why_no_environment("Error: [Errno 13] Permission denied: '.venv'")
    assert environment.why_no_environment("one\nanother\n\n").endswith(": another")


def test_an_error_of_the_disk_becomes_a_sentence(tmp_path):
    with (
        pytest.raises(Trouble, match=r"Cannot write to .*: No such file or directory\."),
        environment.writing(tmp_path),
    ):
        (tmp_path / "no" / "such").write_text("")


def test_a_lock_is_held_by_one(tmp_path):
    path = tmp_path / "var" / "a.lock"
    held = environment.take(path)
    assert environment.take(path) is None
    os.close(held)
    os.close(environment.take(path))


def test_the_digest_is_over_names_and_contents(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("b")
    before = environment.digest([one, two])
    assert before == environment.digest([two, one])
    one.write_text("b")
    two.write_text("a")
    assert environment.digest([one, two]) != before


def test_the_lines_of_a_command_end_with_its_status():
    script = "print('one'); print(); print('two'); raise SystemExit(3)"
    assert list(environment.lines_of([sys.executable, "-c", script])) == ["one", "two", "3"]


# --- ports ----------------------------------------------------------------------------------------
def test_the_first_free_port_is_taken():
    assert ports.choose("", hindrance=lambda port: "is in use" * (port < 8002)) == 8002


def test_no_free_port_at_all_is_one_sentence():
    with pytest.raises(Trouble, match="No free port from 8000 to 8099"):
        ports.choose("", hindrance=lambda port: "is in use")


@pytest.mark.parametrize("asked", ["x", "0", "65536", "-1", "80.5", " "])
def test_what_is_no_port_is_one_sentence(asked):
    with pytest.raises(Trouble, match="is not a port"):
        ports.choose(asked, hindrance=lambda port: "")


def test_the_port_that_was_asked_for_is_never_swapped():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Trouble, match=r"is in use: choose another with PORT=\."):
            ports.choose(str(taken.getsockname()[1]))


# --- the building ---------------------------------------------------------------------------------
@pytest.fixture
def manages(checkout, monkeypatch):
    """A building that stands, and which management commands were run since."""
    asked = []
    monkeypatch.setattr(building, "manage", lambda *arguments: asked.append(arguments[0]) or "the table")
    (checkout / "fixtures").mkdir()
    building.data_folder().mkdir()
    building.database().touch()
    building.prepare()
    asked.clear()
    return asked


def test_nothing_changed_starts_no_django_at_all(manages):
    building.prepare()
    assert manages == []


def test_a_new_migration_is_migrated(manages, checkout):
    folder = checkout / "community" / "rooms" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0002_more.py").touch()
    building.prepare()
    assert manages == ["migrate", "load_demo", "demo_sign_ins"]


def test_a_changed_fixture_is_loaded_without_migrating(manages, checkout):
    (checkout / "fixtures" / "building.yaml").write_text("people: []")
    building.prepare()
    assert manages == ["load_demo", "demo_sign_ins"]


def test_a_missing_database_is_put_up_again(manages):
    building.database().unlink()
    building.prepare()
    assert manages == ["migrate", "load_demo", "demo_sign_ins"]


def test_a_database_that_somebody_named_is_always_migrated(manages, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/else")
    building.prepare()
    assert manages == ["migrate", "load_demo", "demo_sign_ins"]


def test_a_load_that_failed_is_tried_again(manages, monkeypatch, checkout):
    (checkout / "fixtures" / "building.yaml").write_text("people: []")
    good = building.manage

    def fails(*arguments):
        raise Trouble("no")

    monkeypatch.setattr(building, "manage", fails)
    with pytest.raises(Trouble):
        building.prepare()
    monkeypatch.setattr(building, "manage", good)
    building.prepare()
    assert manages == ["load_demo", "demo_sign_ins"]


def test_reset_throws_away_the_demo_and_nothing_else(manages, monkeypatch):
    monkeypatch.setattr(environment, "ensure", lambda purpose: None)
    folder = building.data_folder()
    (folder / "media").mkdir()
    (folder / "media" / "leaflet.pdf").touch()
    (folder / "demo-secret").touch()
    building.reset()
    assert manages == ["migrate", "load_demo", "demo_sign_ins"]
    assert not (folder / "media").exists()
    assert (folder / "demo-secret").exists()


def test_reset_refuses_while_the_building_is_open(manages, monkeypatch):
    monkeypatch.setattr(environment, "ensure", lambda purpose: None)
    held = building.hold_the_building()
    (building.data_folder() / "building.lock").write_text("http://127.0.0.1:8000")
    with pytest.raises(Trouble, match=r"open already at http://127.0.0.1:8000: close it first"):
        building.reset()
    os.close(held)
    assert building.database().exists()


def test_reset_does_not_touch_a_named_database(checkout, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/else")
    with pytest.raises(Trouble, match="DATABASE_URL names a database of yours"):
        building.reset()


def test_unknown_services_are_one_sentence(monkeypatch):
    monkeypatch.setenv("SERVICES", "reel")
    with pytest.raises(Trouble, match="say SERVICES=real"):
        building.run()


# --- targets --------------------------------------------------------------------------------------
def test_the_long_tests_are_chosen_by_area(tmp_path):
    assert commands.selected("", tmp_path) == ["--ignore=tests/full"]
    assert commands.selected("access", tmp_path) == ["-m", "access"]
    (tmp_path / "tests" / "access").mkdir(parents=True)
    assert commands.selected("access", tmp_path) == ["tests/access"]
    (tmp_path / "tests" / "full" / "access").mkdir(parents=True)
    assert commands.selected("access", tmp_path) == ["tests/full/access"]


def test_bare_make_lists_every_target():
    listed = subprocess.run(["make"], cwd=commands.ROOT, capture_output=True, text=True, check=True).stdout
    assert all(f"make {target} " in listed for target in commands.TARGETS)


def test_a_target_nobody_knows_is_a_usage_error(capsys):
    assert commands.main(["dance"]) == 2
    assert "usage:" in capsys.readouterr().err


def test_what_cannot_be_had_is_one_sentence_and_status_1(monkeypatch, capsys):
    def fails():
        raise Trouble("There is no bread.")

    monkeypatch.setitem(commands.TARGETS, "run", fails)
    assert commands.main(["run"]) == 1
    assert capsys.readouterr().err == "There is no bread.\n"


def test_checks_go_on_after_one_failed_and_say_what_it_said(monkeypatch, capsys):
    sad = [sys.executable, "-c", "print('line 7 is too long'); raise SystemExit(1)"]
    monkeypatch.setattr(
        checks, "CHECKS", {"sad": sad, "glad": [sys.executable, "-c", "print('never shown')"]}
    )
    assert checks.run() == 1
    said = capsys.readouterr().out
    assert "line 7 is too long" in said
    assert "never shown" not in said
    assert said.endswith("check: 1 of 2 passed, not sad\n")


def test_every_setting_from_the_environment_is_documented():
    settings = "".join(path.read_text() for path in (commands.ROOT / "cms" / "settings").glob("*.py"))
    read = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", settings))
    told = set(re.findall(r"^#?([A-Z_]+)=", (commands.ROOT / ".env.example").read_text(), re.MULTILINE))
    assert len(read) > 15
    assert read <= told
