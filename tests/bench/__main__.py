"""`make bench`: how quick the building is on this machine, as one table. It asserts nothing about seconds: compare
the ratios of one run, never the milliseconds of two. Also written to var/bench/latest.txt. ONLY= names some of its
sections; docs/speed.md says what each measures."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench import judge_bench, peers, to_the_desk
from tests.bench.table import head, row
from tests.faults.building import ROOT, Site

LATEST = ROOT / "var" / "bench" / "latest.txt"
RULES = (10, 100, 500, 5_000)


def judge() -> Iterator[str]:
    found = judge_bench.figures()
    least = found[f"ms_120_words_{RULES[0]}_rules_median"]
    yield head("judge, one core", "P50 ms", "P95 ms", "x 10 rules")
    yield row("posts of 60 words a second", f"{found['posts_per_second_60_words_starter']:,.0f}")
    for count in RULES:
        median, p95 = (found[f"ms_120_words_{count}_rules_{name}"] for name in ("median", "p95"))
        yield row(f"120 words, {count:,} rules", f"{median:.2f}", f"{p95:.2f}", f"{median / least:.1f}")
    yield row("the same, 1,000 rules", f"{found['posts_per_second_60_words_1000_rules']:,.0f}")
    yield row("P95, 5,000 rules by 10 of a kind", f"{found['growth_10_to_5000_rules_p95']:.2f}")
    share = found.get("prefilter_share_of_hyperscan")
    yield row("pre-filter, share of hyperscan", f"{share:.2f}" if share else "not installed")
    yield row("compiling 5,000 rules, s", f"{found['compile_s_5000_rules']:.2f}")
    yield row("compiled set, 500 rules, MiB", f"{found['compiled_mib_500_rules']:.1f}")


def pages(site: Site) -> Iterator[str]:
    yield from _costs(site, "tests.bench.pages", "pages, one process")


def queue(site: Site) -> Iterator[str]:
    yield from _costs(site, "tests.bench.queue", "the desk's queue as it grows")


def _costs(site: Site, module: str, title: str) -> Iterator[str]:
    command = [sys.executable, "-m", module]
    done = subprocess.run(command, cwd=ROOT, env=site.env, check=True, stdout=subprocess.PIPE, text=True)
    yield head(title, "SQL", "P50 ms", "P95 ms", "CPU ms", "kB")
    for cost in json.loads(done.stdout):
        yield page(cost)


def page(cost: dict[str, Any]) -> str:
    return row(
        cost["name"],
        f"{cost['statements']}",
        *(f"{cost[name]:.1f}" for name in ("p50", "p95", "cpu", "kilobytes")),
    )


def desk(site: Site) -> Iterator[str]:
    with site.opened() as building:
        found = to_the_desk.measure(building)
    least = found[-1].p50
    yield head("over HTTP, all services", "P50 ms", "P95 ms", "x desk page")
    for one in found:
        yield row(one.name, f"{one.p50:.0f}", f"{one.p95:.0f}", f"{one.p50 / least:.1f}")


def search(site: Site) -> Iterator[str]:
    """P15: at most 4 times the bare engine; P16: at least 0.35 of its bulk rate."""
    command = [sys.executable, "-m", "tests.bench.search_bench"]
    done = subprocess.run(command, cwd=ROOT, env=site.env, check=True, stdout=subprocess.PIPE, text=True)
    yield head(
        "search, P95 ms", "member", "x bare", "clinician", "x bare", "rebuilt/s", "of bulk", "MiB more"
    )
    for one in json.loads(done.stdout):
        yield row(
            f"{one['texts']:,} texts", f"{one['member']:.1f}", f"{one['member'] / one['bare']:.1f}",
            f"{one['clinician']:.1f}", f"{one['clinician'] / one['bare with counts']:.1f}",
            f"{one['rebuilt a second']:,.0f}", f"{one['rebuilt a second'] / one['bare bulk a second']:.2f}",
            f"{one['MiB more']:.0f}",
        )  # fmt: skip


SECTIONS = {"peers": peers.beside, "pages": pages, "desk": desk, "queue": queue, "search": search}


def bench() -> Iterator[str]:
    only = os.environ.get("ONLY", "").split() or ["judge", *SECTIONS]
    yield peers.load()
    if "judge" in only:
        yield from judge()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        site = Site(f"bench_{os.getpid()}", Path(folder))
        try:
            site.put_up()
            for name in (name for name in SECTIONS if name in only):
                yield from SECTIONS[name](site)
        finally:
            site.throw_away()


def main() -> None:
    lines = []
    for line in bench():
        print(line, flush=True)
        lines.append(line)
    LATEST.parent.mkdir(parents=True, exist_ok=True)
    LATEST.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
