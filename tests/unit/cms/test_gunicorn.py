"""What stands in gunicorn.conf.py: workers are forked from a program that is loaded once."""

import gc
import runpy
from pathlib import Path

from django.db import connections

CONFIGURED = Path(__file__).resolve().parents[3] / "gunicorn.conf.py"


def test_no_connection_is_open_and_nothing_is_collected_any_more_when_workers_are_forked(monkeypatch):
    done = []
    monkeypatch.setattr(connections, "close_all", lambda: done.append("closed"))
    monkeypatch.setattr(gc, "freeze", lambda: done.append("frozen"))
    told = runpy.run_path(str(CONFIGURED))
    assert told["preload_app"] is True
    told["when_ready"](None)
    assert done == ["closed", "frozen"]
