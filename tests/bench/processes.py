"""What processes cost, read from /proc: CPU time they used, memory that is theirs. CPU time minds others on the machine
far less than the clock on the wall does."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def family(pid: int) -> list[int]:
    """A process and all below it, the eldest first."""
    below = defaultdict(list)
    for child, parent in _parents():
        below[parent].append(child)
    found = [pid]
    for one in found:
        found += below[one]
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for folder in PROC.iterdir():
        if folder.name.isdigit() and (stat := _read(folder / "stat")):
            yield int(folder.name), int(stat.rpartition(")")[2].split()[1])


def backends(database: str) -> list[int]:
    """PostgreSQL's processes that work for this database, by the title that they show."""
    shown = re.compile(rf"^postgres: .* {re.escape(database)} ")
    return [
        int(folder.name)
        for folder in PROC.iterdir()
        if folder.name.isdigit() and shown.match(_read(folder / "cmdline").replace("\0", " "))
    ]


def cpu_ms(pid: int) -> float:
    """Milliseconds of CPU that it has used since it began; 0 of one that has ended."""
    threads = (PROC / str(pid) / "task").glob("*/schedstat")
    return sum(int(_read(thread).split(" ")[0] or 0) for thread in threads) / 1e6


def memory_mb(pid: int) -> float:
    """Megabytes: its own, and its share of what it has in common with others (PSS)."""
    found = re.search(r"^Pss:\s+(\d+)", _read(PROC / str(pid) / "smaps_rollup"), re.M)
    return int(found[1]) / 1024 if found else 0.0


def _read(path: Path) -> str:
    """Nothing of a process that is gone."""
    try:
        return path.read_text()
    except OSError:
        return ""
