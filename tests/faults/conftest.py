"""A demo building that tests copy, and services that may be killed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import scripts.services as services
from tests.faults.building import ROOT, Site


@pytest.fixture
def site(demo, tmp_path) -> Iterator[Site]:
    """A copy for one test."""
    copied = demo.copy(f"{demo.name}_copy", tmp_path / "site")
    yield copied
    copied.throw_away()


@pytest.fixture
def killable_engine(tmp_path_factory, monkeypatch) -> Iterator[Path]:
    """The folder of a set of services whose Elasticsearch is ours to kill: that of this run, or one of our own
    where the environment names an Elasticsearch of somebody else."""
    given = os.environ.get("ALONGSIDE_SERVICES", "")
    if given and services.status(given).get("elasticsearch") == "ready":
        yield Path(given)
        if services.status(given)["elasticsearch"] != "ready":
            services.start("elasticsearch", given)
        return
    folder = tmp_path_factory.mktemp("services")
    tool = [sys.executable, "-m", "scripts.services"]
    clean = {name: value for name, value in os.environ.items() if name != "ELASTICSEARCH_URL"}
    up = [*tool, "up", "--detach", f"--folder={folder}", "--only=elasticsearch"]
    subprocess.run(up, cwd=ROOT, env=clean, check=True)
    monkeypatch.setenv("ELASTICSEARCH_URL", services.environment(str(folder))["ELASTICSEARCH_URL"])
    yield folder
    subprocess.run([*tool, "down", f"--folder={folder}"], cwd=ROOT, check=True)
