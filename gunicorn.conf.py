"""How `gunicorn cms.wsgi` serves pages; gunicorn finds this file by its name. Any setting may be given on the command
line as well (`--workers 4`)."""

import gc
from typing import Any

# The program is loaded and the rules are compiled once; workers are forked from there and have both in common: two
# take little more memory than one. New code needs a restart, as a reload only forks anew.
preload_app = True


def when_ready(server: Any) -> None:
    """Before the first worker is forked: no two processes may hold one connection, and what never changes is kept out
    of the collector's way, which would write to each page of it and so take it out of what they have in common."""
    from django.db import connections

    connections.close_all()
    gc.collect()
    gc.freeze()
