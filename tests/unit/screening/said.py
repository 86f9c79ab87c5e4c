"""The varied texts of said.txt, and how well a judge does on them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from risk_jobs.screening.judge import Judge


@dataclass(frozen=True)
class Said:
    """One text: its phenomenon, what should come of it (high, low, none), its topics, whether it is held
    back."""

    phenomenon: str
    expected: str
    topics: frozenset[str]
    text: str

    @property
    def held_back(self) -> bool:
        """A third of the texts, chosen by their own hash, never guides the rules."""
        return hashlib.sha256(self.text.encode()).digest()[0] % 3 == 0


def all_said(*names: str) -> list[Said]:
    """Every line of the sets named; of all when none is."""
    files = [
        Path(__file__).with_name(name) for name in names or ("said.txt", "said_second.txt", "said_third.txt")
    ]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [_read(line) for line in lines if line and not line.startswith("#")]


def _read(line: str) -> Said:
    phenomenon, expected, topics, text = (part.strip() for part in line.split("|", 3))
    named = frozenset(t for t in topics.split(",") if t != "-")
    return Said(phenomenon, expected, named, text.replace("\\n", "\n"))


def measured(judge: Judge, texts: list[Said]) -> dict[str, dict[str, int]]:
    """Counts by phenomenon: high (texts), high_flagged, high_as_low, low, low_flagged, none, none_flagged."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for said in texts:
        verdict = judge.verdict(said.text)
        row = counts[said.phenomenon]
        row[said.expected] += 1
        row[f"{said.expected}_flagged"] += verdict.flagged
        row[f"{said.expected}_as_{verdict.severity}"] += 1
    return {name: dict(row) for name, row in counts.items()}
