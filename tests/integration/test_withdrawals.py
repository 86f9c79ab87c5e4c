"""Many people with an open page; from each is taken what the page stands on. The next request is refused with a kind
word, and the socket, which says nothing all the while, closes within five seconds, in whichever process it is.

60 of them in each run, 1,000 with `make test FULL=access`."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import websockets

from tests.journeys import building as buildings

ROOT = Path(__file__).resolve().parents[2]
COUNT = 1000 if os.environ.get("FULL") == "access" else 60
CLOSED_WITHIN_S, AT_ONCE = 5.0, 40
NOT_OPEN = 4404
TOLD = {
    "withdraw_key": "Your key has been withdrawn",
    "suspend": "Your account is paused",
    "let_the_last_day_pass": "The last day of your key has passed",
}
SIGNED_OUT = "You have been signed out"


@dataclass(frozen=True)
class Place:
    """A building with one or more web processes, and the surroundings in which to take things from its people."""

    addresses: list[str]
    env: dict[str, str]


@pytest.fixture(scope="module", params=["embedded", pytest.param("real", marks=pytest.mark.services)])
def place(request, tmp_path_factory) -> Iterator[Place]:
    """`embedded`: one process whose channel layer nobody outside reaches. `real`: two, with Redis between them."""
    folder = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        if request.param == "embedded":
            shutil.copytree(request.getfixturevalue("prepared"), folder / "data")
            env = buildings.environment(folder / "data", "/")
            here = stack.enter_context(buildings.opened("embedded", env))
            yield Place([here.address], env)
            return
        name = f"withdrawals_{os.getpid()}"
        redis = {"REDIS_URL": os.environ["REDIS_URL"], "REDIS_PREFIX": name}
        site = request.getfixturevalue("demo").copy(name, folder / "site", **redis)
        stack.callback(site.throw_away)
        opened = [stack.enter_context(site.opened("web")) for _process in range(2)]
        yield Place([one.address for one in opened], site.env)


@dataclass
class Taken:
    """What came of it. `late`: seconds between the commit and the close, person by person."""

    late: dict[int, float] = field(default_factory=dict)
    codes: set[int] = field(default_factory=set)
    frames: list[str | bytes] = field(default_factory=list)


class Withdrawer:
    def __init__(self, place: Place, count: int) -> None:
        command = [sys.executable, "-m", "tests.integration.withdrawer", str(count)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
        self.process = subprocess.Popen(command, cwd=ROOT, env=place.env, **pipes)
        self.people = json.loads(self.process.stdout.readline())

    def take(self, number: int) -> float:
        """When it was committed."""
        print(number, file=self.process.stdin, flush=True)
        said = self.process.stdout.readline().split()
        assert said, "the withdrawer broke down"
        return float(said[1])

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(30)


@pytest.fixture
def withdrawer(place) -> Iterator[Callable[[int], Withdrawer]]:
    """`withdrawer(60)` brings 60 people, and what can be taken from them."""
    with ExitStack() as stack:
        yield lambda count: stack.enter_context(closing(Withdrawer(place, count)))


def ask(address: str, path: str, session: str) -> tuple[int, str, str]:
    """Status, where it leads, and the page."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request("GET", path, headers={"Cookie": f"sessionid={session}"} if session else {})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()
    finally:
        connection.close()


def a_thread(place: Place, session: str) -> str:
    _status, _where, page = ask(place.addresses[0], "/rooms/harbour/", session)
    return re.findall(r'href="(/rooms/harbour/[a-z0-9]{12}/)', page)[0]


def connect(place: Place, person: dict[str, Any], path: str):
    address = place.addresses[person["number"] % len(place.addresses)]
    return websockets.connect(
        f"ws{address.removeprefix('http')}/live{path}", origin=address, open_timeout=60, ping_interval=None,
        additional_headers={"Cookie": f"sessionid={person['session']}"},
    )  # fmt: skip


async def take_from_everybody(place: Place, withdrawer: Withdrawer, path: str) -> Taken:
    taken, closed_at = Taken(), {}
    few = asyncio.Semaphore(AT_ONCE)
    everybody_is_in, waiting = asyncio.Event(), len(withdrawer.people)

    async def watch(person: dict[str, Any]) -> None:
        nonlocal waiting
        async with few:
            socket = await connect(place, person, path)
        waiting -= 1
        if not waiting:
            everybody_is_in.set()
        try:
            while True:
                taken.frames.append(await socket.recv())
        except websockets.ConnectionClosed as end:
            closed_at[person["number"]] = time.time()
            taken.codes.add(end.rcvd.code if end.rcvd else 0)

    watching = [asyncio.create_task(watch(person)) for person in withdrawer.people]
    await asyncio.wait_for(everybody_is_in.wait(), 300)
    await asyncio.sleep(3)
    assert not closed_at, "a page closed from which nothing was taken"
    for person in withdrawer.people:
        committed = await asyncio.to_thread(withdrawer.take, person["number"])
        taken.late[person["number"]] = -committed
    await asyncio.wait(watching, timeout=3 * CLOSED_WITHIN_S)
    for task in watching:
        task.cancel()
    taken.late = {number: closed_at.get(number, 1e18) + since for number, since in taken.late.items()}
    return taken


def test_what_is_taken_is_shut_at_the_next_request_and_closed_within_five_seconds(place, withdrawer):
    everybody = withdrawer(COUNT)
    thread = a_thread(place, everybody.people[0]["session"])
    taken = asyncio.run(take_from_everybody(place, everybody, thread))

    late = sorted(taken.late.values())
    median, last = late[len(late) // 2], late[-1]
    processes = len(place.addresses)
    keep(
        f"{COUNT} withdrawn, {processes} web processes: closed after {median:.2f} s (median), {last:.2f} s (last)"
    )
    assert late[-1] <= CLOSED_WITHIN_S
    assert taken.codes == {NOT_OPEN}
    assert taken.frames == []

    for person in everybody.people:
        assert refused(place, person, thread) == TOLD.get(person["ending"], SIGNED_OUT)


def keep(line: str) -> None:
    """The figures of the last run, for whoever asks what they were."""
    print(line)
    kept = ROOT / "var" / "results" / "withdrawals.txt"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.open("a").write(line + "\n")


def refused(place: Place, person: dict[str, Any], path: str) -> str:
    """The title of the notice that this person gets in place of the page, which tells nothing of any room."""
    address = place.addresses[person["number"] % len(place.addresses)]
    status, where, page = ask(address, path, person["session"])
    if status == 302:
        assert where.startswith("/sign-in/?")
        status, _where, page = ask(address, where, "")
        assert status == 200
    else:
        assert status == 404
    notice = re.search(r'<section class="as-inset" aria-labelledby="notice">(.*?)</section>', page, re.DOTALL)
    assert notice, (person, status, page[:3000])
    assert "help-now" in notice[1]
    assert "arbour" not in notice[1]
    return re.search(r'id="notice">([^<]+)<', notice[1])[1]


FORGED = [
    "/rooms/lantern/{ref}/",
    "/rooms/harbour/thread.{ref}/",
    "/rooms/thread.harbour/{ref}/",
    "/rooms/harbour/{ref}/../../lantern/",
    "/rooms/harbour/doors/",
    "/rooms/harbour/*/",
    "/rooms/harbour/%2e%2e/",
    "/rooms/HARBOUR/{ref}/",
    "/rooms/harbour/{ref}x/",
    "/rooms/harbour/" + "a" * 900 + "/",
    "/rooms/harbour//",
    "/rooms/onward/{ref}/?since=0",
    "/rooms/lantern/{ref}/?room=harbour",
    "/doors/",
    "/here",
    "/thread/{ref}/",
    "/rooms/harbour/{ref}",
    "/rooms/ha%72bour%00/{ref}/",
    "/rooms/1/1/?since=-1",
    "/rooms/lantern/{ref}/?since=99999999999999999999",
]


def test_forged_names_and_stale_numbers_bring_no_frame(place, withdrawer):
    """Somebody keyed for Harbour tries 20 names of what is not theirs, while things are said everywhere."""
    [me] = withdrawer(1).people
    ref = a_thread(place, me["session"]).split("/")[3]

    async def tries() -> list[tuple[int, list[str | bytes]]]:
        return [await one(path.format(ref=ref)) for path in FORGED]

    async def one(path: str) -> tuple[int, list[str | bytes]]:
        frames: list[str | bytes] = []
        try:
            async with connect(place, me, path) as socket:
                await socket.send('{"type": "thread.moved_on", "number": 9}')
                await socket.send('{"subscribe": "doors", "group": "thread.' + ref + '", "since": 0}')
                while True:
                    frames.append(await asyncio.wait_for(socket.recv(), 5))
        except websockets.ConnectionClosed as end:
            return (end.rcvd.code if end.rcvd else 0), frames
        except websockets.InvalidStatus as answer:
            return answer.response.status_code, frames

    found = asyncio.run(tries())
    assert [frames for _code, frames in found if frames] == []
    assert {code for code, _frames in found} <= {NOT_OPEN, 403, 404, 400}, found
    assert len(FORGED) == 20
