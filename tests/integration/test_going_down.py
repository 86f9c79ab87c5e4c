"""However a run ends, by Ctrl-C, by a signal or by a crash of its runner, nothing is left running and what it
stood on can be used again. Marked `services`: `make` would first build an environment where there is none."""

import json
import os
import signal
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from scripts.services import process, state
from tests.faults.visitor import Visitor
from tests.integration.terminal import Terminal, all_gone, environment_of, kill, living, wait_for
from tests.journeys.building import SERVICES

pytestmark = pytest.mark.services

OPEN, OPENS_WITHIN_S = "Alongside is open at", 120
PASSWORD = "alongside-demo-house"
TOOL = [sys.executable, "-m", "scripts.services", "run", "--only=postgres,redis", "--"]
A_COMMAND = [sys.executable, "-c", "import time; print('at work', flush=True); time.sleep(600)"]
CTRL_C, TERM, CRASH = "Ctrl-C", "SIGTERM", "SIGKILL"


def clean(**more: str) -> dict[str, str]:
    """Nobody's services are named, nor those of the run that this test belongs to."""
    strange = ("DJANGO_", "PYTEST_", "SEARCH_", "REDIS_", "MAKE", "ALONGSIDE_SERVICES")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(strange) and name not in SERVICES
    }
    return kept | {"CHROMIUM": ""} | more


@pytest.fixture
def terminal():
    opened: list[Terminal] = []

    def begin(command: list[str], how: str = CTRL_C, **env: str) -> Terminal:
        opened.append(Terminal(command, clean(**env), hangs_up=how != CRASH))
        return opened[-1]

    yield begin
    for one in opened:
        one.close()


def end(run: Terminal, how: str, whom: int | None = None) -> None:
    if how == CTRL_C:
        run.press_ctrl_c()
    elif how == TERM:
        run.process.send_signal(signal.SIGTERM)
    else:
        kill(whom or run.process.pid)


def folder_of(run: Terminal) -> Path:
    """Where the services of a run are, as its command was told."""
    told = [environment_of(found.pid).get(state.FOLDER_VARIABLE) for found in run.family()]
    return Path(next(filter(None, told)))


# --- the runner of the services --------------------------------------------------------------------------
@pytest.mark.parametrize("how", [CTRL_C, TERM])
def test_a_run_that_is_asked_to_end_leaves_no_service_and_no_data(terminal, how):
    run = terminal([*TOOL, *A_COMMAND])
    run.until("at work", 60)
    family, folder = run.family(), folder_of(run)
    assert len(family) > 5, "the services are not in sight: this test shows nothing"
    end(run, how)
    assert run.ended() == {CTRL_C: 130, TERM: 143}[how]
    assert living(family) == []
    assert not process.dwellers(folder)
    assert not folder.exists()


def test_what_a_crashed_run_leaves_is_cleared_away_by_the_next(terminal):
    run = terminal([*TOOL, *A_COMMAND], CRASH)
    run.until("at work", 60)
    family, folder = run.family(), folder_of(run)
    command = [found for found in family if environment_of(found.pid).get(state.FOLDER_VARIABLE)]
    kill(run.process.pid)
    all_gone(command, 10)  # what stood on the services does not run on without them

    following = terminal([*TOOL, sys.executable, "-c", "print('next')"])
    following.until(f"clearing {folder}", 60)
    assert following.ended() == 0
    assert living(family) == []
    assert not process.dwellers(folder)
    assert not folder.exists()


def test_a_run_that_is_stopped_while_its_services_start_leaves_none(terminal):
    run = terminal([*TOOL, *A_COMMAND])
    family = wait_for(lambda: len(run.family()) > 1 and run.family(), 60, lambda: run.said)
    run.press_ctrl_c()
    assert run.ended() == 130
    all_gone(family)
    assert "at work" not in run.said


# --- the building ----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """The data folder of one building, put up after a first try was killed in the middle of it."""
    folder = tmp_path_factory.mktemp("building") / "data"
    first = Terminal(["make", "run"], clean(DATA_FOLDER=str(folder)))
    try:
        first.until("Putting up the demo building", OPENS_WITHIN_S)
        family = first.family()
        process.send([found.pid for found in family], signal.SIGKILL)
        all_gone(family)
    finally:
        first.close()
    return folder


def opened(terminal, data: Path, how: str = CTRL_C) -> tuple[Terminal, str]:
    run = terminal(["make", "run"], how, DATA_FOLDER=str(data))
    said = run.until(OPEN, OPENS_WITHIN_S)
    address = said.split(OPEN)[1].split()[0]
    wait_for(lambda: len(run.family()) >= 5, 30, lambda: str(living(run.family())))  # worker and clock too
    with urlopen(address, timeout=30) as page:
        assert b"Alongside" in page.read()
    return run, address


MAKE, SUPERVISOR = "make", "the supervisor"


@pytest.mark.parametrize(("how", "whom"), [(CTRL_C, MAKE), (TERM, MAKE), (CRASH, MAKE), (CRASH, SUPERVISOR)])
def test_a_building_that_ends_leaves_nothing_and_opens_again(terminal, data, how, whom):
    run, _address = opened(terminal, data, how)
    family = run.family()
    supervisor = next(found.pid for found in family if found.parent == run.process.pid)
    end(run, how, supervisor if whom == SUPERVISOR else None)
    all_gone(family)
    run.ended()

    again, address = opened(terminal, data)
    Visitor(address).sign_in("quiet-otter", PASSWORD)
    family = again.family()
    again.press_ctrl_c()
    again.ended()
    assert living(family) == []


def test_a_folder_that_cannot_be_written_is_one_sentence(terminal):
    run = terminal(["make", "run"], DATA_FOLDER="/proc/alongside")
    assert run.ended() != 0
    said = [line for line in run.said.splitlines() if line and not line.startswith("make")]
    assert said == ["Cannot write to /proc/alongside: No such file or directory."]


def test_a_port_in_use_is_one_sentence(terminal, data):
    run, address = opened(terminal, data)
    port = address.rpartition(":")[2].strip("/")
    other = terminal(["make", "run"], DATA_FOLDER=str(data), PORT=port)
    assert other.ended() != 0
    said = [line for line in other.said.splitlines() if line and not line.startswith("make")]
    assert said == [f"Port {port} is in use: choose another with PORT=."]
    run.press_ctrl_c()
    run.ended()


# --- the building on the real services -------------------------------------------------------------------
def test_the_building_opens_on_the_real_services_and_goes_down_with_them(terminal, tmp_path):
    """A text that is written there is found by Elasticsearch; after Ctrl-C neither building nor service stays."""
    run = terminal(["make", "run", "SERVICES=real"], DATA_FOLDER=str(tmp_path / "data"))
    address = run.until(OPEN, 300).split(OPEN)[1].split()[0]
    for name in ("postgres", "redis", "elasticsearch"):
        assert f"{name:<14} ready" in run.said
    folder = folder_of(run)
    told = dict(line.split("=", 1) for line in (folder / state.ENV).read_text().splitlines())
    assert set(told) > set(SERVICES)

    with urlopen(address, timeout=30) as page:
        assert b"<h1" in page.read()
    mia = Visitor(address).sign_in("quiet-otter", PASSWORD)
    form = mia.get("/rooms/harbour/new/")
    assert form.status == 200
    said = mia.post("/rooms/harbour/new/", title="Evenings by the sea", body="We saw marmoreal gulls.")
    assert said.status == 302
    # The page alone would not tell who found it: while the engine is away, the database answers.
    wait_for(lambda: found_by_the_engine(told["ELASTICSEARCH_URL"], "marmoreal"), 60, lambda: run.said[-500:])
    wait_for(lambda: "marmoreal" in mia.search("/search/", q="gulls").text, 10, lambda: run.said[-500:])

    family = run.family()
    run.press_ctrl_c()
    run.ended(60)
    assert living(family) == []
    assert not process.dwellers(folder)
    assert not folder.exists()


def found_by_the_engine(url: str, word: str) -> int:
    """How many texts of any of its indices hold this word; none while there is no index yet."""
    try:
        with urlopen(f"{url.rstrip('/')}/_search?q={word}", timeout=30) as answer:
            return int(json.load(answer)["hits"]["total"]["value"])
    except HTTPError:
        return 0


def test_the_services_of_a_building_end_with_a_make_that_is_killed(terminal, tmp_path):
    run = terminal(["make", "run", "SERVICES=real"], CRASH, DATA_FOLDER=str(tmp_path / "data"))
    run.until("postgres       ready", 60)
    family = run.family()
    kill(run.process.pid)
    all_gone(family, 30)
