"""The file that reports are kept in, so that its order, its times and its free pages tell nothing.

What is removed is overwritten (secure_delete). Keys are random and are SQLite's own row numbers, so rows lie in no
order; pages that were added one after another are mixed when the file is written anew (`settle`). The times of file
and folder are set to the day. There is no write-ahead log, which would hold the last reports in their order."""

import contextlib
import os
from datetime import datetime, time
from pathlib import Path

ALIAS = "speak_up"
# Written anew after each change up to this size; beyond it by the first change of a day.
SMALL_BYTES = 16_000_000


def prepare() -> None:
    """The tables stand as this version wants them. Quick when they do; sends no signal to other apps."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    connection = connections[ALIAS]
    path = Path(str(connection.settings_dict["NAME"]))
    if not connection.is_in_memory_db():  # type: ignore[attr-defined]
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)  # SQLite gives its journal the same
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes(ALIAS))
    settle()


def stands() -> bool:
    """Whether there is such a file yet. Does not make one."""
    from django.db import connections

    connection = connections[ALIAS]
    path = Path(str(connection.settings_dict["NAME"]))
    return bool(connection.is_in_memory_db()) or (path.exists() and path.stat().st_size > 0)  # type: ignore[attr-defined]


def settle() -> None:
    """After a change: mix the pages, then set the times to the day."""
    from django.db import connections

    connection = connections[ALIAS]
    if connection.in_atomic_block or connection.is_in_memory_db():  # type: ignore[attr-defined]
        return
    path = Path(str(connection.settings_dict["NAME"]))
    if path.stat().st_size < SMALL_BYTES or _is_of_an_earlier_day(path):
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
    set_times_to_the_day(path)


def size() -> int:
    from django.db import connections

    name = str(connections[ALIAS].settings_dict["NAME"])
    return Path(name).stat().st_size if Path(name).exists() else 0


def set_times_to_the_day(path: Path) -> None:
    day = datetime.combine(datetime.now().date(), time.min).timestamp()
    for one in (path, path.with_name(f"{path.name}-journal"), path.parent):
        with contextlib.suppress(OSError):
            os.utime(one, (day, day))


def _is_of_an_earlier_day(path: Path) -> bool:
    return datetime.fromtimestamp(path.stat().st_mtime).date() < datetime.now().date()
