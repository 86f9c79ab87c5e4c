"""`python -m tests.quality TEXTS.jsonl …`: what the starter pack makes of texts whose reading is known.

With --part known or --part held_out only those two thirds or that third; with --show the texts it got wrong.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from risk_jobs.screening.pack import starter_judge

from .texts import ALL, Counts, Text, measure, read

HEAD = f"{'':<16}{'recall':>14}{'precision':>16}{'false alarms':>16}{'as routine':>14}{'label':>12}"


def table(counts: dict[str, Counts]) -> Iterator[str]:
    yield HEAD
    for name in [*sorted(counts.keys() - {ALL}), ALL]:
        yield line(name, counts[name])


def line(name: str, c: Counts) -> str:
    flagged = c.same_day_flagged + c.routine_flagged + c.none_flagged
    shares = (
        share(c.same_day_flagged, c.same_day, c.recall),
        share(flagged - c.none_flagged, flagged, c.precision),
        share(c.none_flagged, c.none, c.false_alarms),
        share(c.same_day_as_routine, c.same_day, c.shown_as_routine),
        f"{c.right_label}/{flagged - c.none_flagged}",
    )
    return f"{name:<16}" + "".join(f"{s:>{w}}" for s, w in zip(shares, (14, 16, 16, 14, 12), strict=True))


def share(part: int, whole: int, value: float) -> str:
    return f"{part}/{whole} {value:.2f}"


def wrong(counts: Counts) -> Iterator[str]:
    yield from (f"missed  {t.phenomenon:<14}{shown(t)}" for t in counts.missed)
    yield from (f"raised  {t.phenomenon:<14}{shown(t)}" for t in counts.raised)


def shown(text: Text) -> str:
    return " ".join(text.text.split())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.quality", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--part", choices=("known", "held_out"))
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    texts = [t for t in read(asked.files) if not asked.part or t.held_out == (asked.part == "held_out")]
    counts = measure(texts, starter_judge().verdict)
    for text in (*table(counts), *(wrong(counts[ALL]) if asked.show else ())):
        print(text)


if __name__ == "__main__":
    main()
