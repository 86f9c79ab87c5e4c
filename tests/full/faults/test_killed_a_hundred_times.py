"""`make test FULL=faults`: what tests/faults shows with 500 texts, at the size that is asked for.

- 10,000 texts at 50 a second at most, and 100 SIGKILLs mixed over a child of the worker, its sentinel, its leader, its whole
  group and the clock, each after a job was done since the last;
- 5,000 texts while Elasticsearch is killed 20 times and then stays dark for ten minutes;
- 1,000 texts while PostgreSQL is killed 20 times.

Nothing lost, doubled or unjudged, no flag twice, and flags as on a quiet day. What a part found is kept in
var/results/faults with the sources it was found with, so that a run that was cut goes on where it stopped.
`FAULTS_SCALE=0.02` tries it small."""

import hashlib
import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import scripts.services as services
from tests.faults import test_500_texts as small
from tests.faults.building import ROOT, Site, wait_for
from tests.faults.conftest import killable_engine  # noqa: F401  a fixture
from tests.faults.killer import CLOCK, GROUP, IDLE, LEADER, SENTINEL, WORKER, Killer
from tests.faults.test_500_texts import Load, loaded
from tests.faults.texts import texts

pytestmark = pytest.mark.faults
RESULTS = ROOT / "var" / "results" / "faults"
SCALE = float(os.environ.get("FAULTS_SCALE", "1"))
A_SECOND = 50
PATIENCE_S = 1_800


def scaled(count: int) -> int:
    return max(round(count * SCALE), 2)


def sources() -> str:
    """What a result was found with: other code is another question."""
    names = ("cms", "community", "search", "risk_jobs", "tests/faults", "tests/full/faults", "fixtures/rules")
    files = sorted(
        path
        for name in names
        for path in (ROOT / name).rglob("*")
        if path.suffix in (".py", ".yaml", ".rules")
    )
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16] + f" x {SCALE}"


def kept(name: str) -> dict[str, Any] | None:
    path = RESULTS / f"{name}.json"
    found = json.loads(path.read_text()) if path.exists() else None
    return found if found and found["of"] == sources() else None


def keep(name: str, **found: Any) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps({"of": sources(), **found}, indent=1) + "\n")


@pytest.fixture
def site(demo, tmp_path) -> Iterator[Site]:
    copied = demo.copy(f"{demo.name}_copy", tmp_path / "site")
    yield copied
    copied.throw_away()


@pytest.fixture
def quiet(demo, tmp_path) -> Counter:
    """What is flagged without a fault; asked once for all parts."""
    if (found := kept("quiet")) is None:
        calm = demo.copy(f"{demo.name}_quiet", tmp_path / "quiet")
        try:
            flags = small.without_faults(calm, texts(scaled(10_000)), within=PATIENCE_S)
        finally:
            calm.throw_away()
        keep("quiet", flags=[[*key, count] for key, count in _shape(flags).items()])
        found = kept("quiet")
    assert found is not None
    return Counter({tuple(flag[:-1]): flag[-1] for flag in found["flags"]})


def _shape(flags: Counter) -> Counter:
    """Without the token of the set of rules, which is another in each demo building; rules and their versions stay."""
    found: Counter = Counter()
    for (text, topic, priority, _token, *rule), count in flags.items():
        found[text, topic, priority, *rule] += count
    return found


@contextmanager
def paced(load: Load) -> Iterator["Pace"]:
    pace = Pace(load)
    try:
        yield pace
    finally:
        pace.over.set()
        pace.thread.join(10)


class Pace:
    """Lets texts go towards a mark, 50 a second at most."""

    def __init__(self, load: Load) -> None:
        self.load, self.mark, self.allowed, self.over = load, 0, 0, threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        while not self.over.wait(0.1):
            if self.allowed < self.mark:
                self.allowed = min(self.allowed + A_SECOND // 10, self.mark)
                self.load.allow(self.allowed)

    def finish(self) -> None:
        self.mark = len(self.load.said)
        wait_for(lambda: self.allowed >= self.mark, PATIENCE_S, "every text allowed")
        self.load.finish(within=PATIENCE_S)


def settled(site: Site) -> None:
    wait_for(lambda: not small.unjudged(site), PATIENCE_S, "every text judged")
    wait_for(lambda: not small.unindexed(site), PATIENCE_S, "every text indexed")
    wait_for(lambda: not site.one(small.QUEUED), 600, "an empty queue")


def checked(site: Site, load: Load, quiet: Counter) -> dict[str, Any]:
    """The same checker as in the small version, over whatever was acknowledged."""
    kinds = Counter(line["answer"] for line in load.answers())
    assert sum(kinds.values()) == len(load.said)
    wrong = small.held_against_the_ledger(site, load)
    assert wrong == {"lost": 0, "doubled": 0, "misplaced": 0, "uninvited": 0}
    assert small.gaps(site) == 0
    assert small.unjudged(site) == 0
    assert site.held_in_number() == site.one("SELECT count(*) FROM utterances_utterance")
    there = {text for text, *_rest in site.rows(small.POSTED, load.said)}
    expected = Counter({key: count for key, count in quiet.items() if key[0] in there})
    found = _shape(small.flags(site, load.said))
    assert sum(expected.values()) > len(there) // 20, "hardly a flag: this run shows nothing"
    assert found == expected
    slow = sorted(line["ms"] for line in load.answers())
    return {"texts": len(load.said), "answers": dict(kinds), "flags": sum(found.values()), **wrong,
            "unjudged": 0, "an answer, ms (P50, P95)": [slow[len(slow) // 2], slow[len(slow) * 95 // 100]]}  # fmt: skip


def skip_if_done(name: str) -> None:
    if kept(name):
        pytest.skip("this was shown already with these sources")


def test_10000_texts_and_100_kills(site, quiet):
    skip_if_done("kills")
    said, kills = texts(scaled(10_000)), scaled(100)
    faults = [WORKER, SENTINEL, GROUP, CLOCK, LEADER, IDLE] * (kills // 6 + 1)
    random.Random(1948).shuffle(faults)
    began = time.monotonic()
    with site.opened() as building, loaded(building, said) as load, paced(load) as pace:
        killer = Killer(building)
        for done, fault in enumerate(faults[:kills]):
            pace.mark = len(said) * (done + 1) // (kills + 1)
            killer.kill_worker(fault)
        pace.finish()
        settled(site)
    keep(
        "kills",
        kills=dict(Counter(killer.kills)),
        seconds=round(time.monotonic() - began),
        **checked(site, load, quiet),
    )


def test_elasticsearch_killed_20_times_and_dark_for_ten_minutes(site, quiet, killable_engine):  # noqa: F811
    skip_if_done("elasticsearch")
    said, kills, dark_s = texts(scaled(10_000))[: scaled(5_000)], scaled(20), max(600 * SCALE, 20)
    with site.opened() as building, loaded(building, said) as load, paced(load) as pace:
        for done in range(kills):
            pace.mark = len(said) * (done + 1) // (kills * 2)
            services.kill("elasticsearch", folder=killable_engine)
            time.sleep(2)
            services.start("elasticsearch", folder=killable_engine)
        services.kill("elasticsearch", folder=killable_engine)
        until = time.monotonic() + dark_s
        pace.finish()
        assert not small.unjudged(site) or wait_for(
            lambda: not small.unjudged(site), 60, "judged in the dark"
        )
        time.sleep(max(until - time.monotonic(), 0))
        services.start("elasticsearch", folder=killable_engine)
        back = time.monotonic()
        settled(site)
    found = checked(site, load, quiet)
    assert found["answers"].get("refused", 0) == 0, "members write without the search engine"
    keep(
        "elasticsearch", kills=kills + 1, dark_s=dark_s, whole_again_s=round(time.monotonic() - back), **found
    )


def test_postgresql_killed_20_times(site, quiet):
    skip_if_done("postgresql")
    folder = os.environ.get("ALONGSIDE_SERVICES", "")
    assert folder, "PostgreSQL is killed only where it is ours: run `make test FULL=faults`."
    said, kills = texts(scaled(10_000))[: scaled(1_000)], scaled(20)
    with site.opened() as building, loaded(building, said) as load, paced(load) as pace:
        for done in range(kills):
            pace.mark = len(said) * (done + 1) // (kills + 1)
            wait_for(
                lambda done=done: len(load.answers()) > len(said) * done // (kills + 1), 120, "some answers"
            )
            services.kill("postgres", folder=Path(folder))
            time.sleep(1)
            services.start("postgres", folder=Path(folder))
        pace.finish()
        settled(site)
    keep("postgresql", kills=kills, **checked(site, load, quiet))
