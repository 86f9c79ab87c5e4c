"""Texts with what a reader wants done with them, and how a judge's verdicts compare.

One JSON object a line: {"id", "text", "phenomenon", "want": "same_day" | "routine" | "none", "labels", "pair"}.
A pair is a text and its harmless look-alike.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from risk_jobs.screening.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Text:
    id: str
    text: str
    phenomenon: str
    want: str
    labels: frozenset[str] = frozenset()
    pair: str | None = None

    @property
    def held_out(self) -> bool:
        """A third of the texts, a pair never parted, guides no rule: what they show is what a stranger's text meets."""
        return hashlib.sha256(min(self.id, self.pair or self.id).encode()).digest()[0] % 3 == 0


def read(paths: Iterable[Path]) -> list[Text]:
    """Every line of the files; `.gz` keeps a set from being read by the way."""
    lines = (line for path in paths for line in _plain(path).splitlines() if line.strip())
    return [_text(json.loads(line)) for line in lines]


def _plain(path: Path) -> str:
    return (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()


def _text(entry: dict[str, Any]) -> Text:
    return Text(
        id=str(entry["id"]),
        text=str(entry["text"]),
        phenomenon=str(entry["phenomenon"]),
        want=str(entry["want"]),
        labels=frozenset(entry.get("labels") or ()),
        pair=str(entry["pair"]) if entry.get("pair") else None,
    )


@dataclass(slots=True)
class Counts:
    """How many texts wanted what, and what became of them."""

    same_day: int = 0
    same_day_flagged: int = 0
    same_day_as_routine: int = 0
    routine: int = 0
    routine_flagged: int = 0
    none: int = 0
    none_flagged: int = 0
    right_label: int = 0
    missed: list[Text] = field(default_factory=list)
    raised: list[Text] = field(default_factory=list)

    def add(self, text: Text, verdict: Verdict) -> None:
        setattr(self, text.want, getattr(self, text.want) + 1)
        if verdict.flagged:
            setattr(self, f"{text.want}_flagged", getattr(self, f"{text.want}_flagged") + 1)
            self.right_label += bool(text.labels & set(verdict.labels))
        if text.want == "same_day":
            self.same_day_as_routine += verdict.severity == "low"
            self.missed += [] if verdict.flagged else [text]
        elif text.want == "none" and verdict.flagged:
            self.raised.append(text)

    @property
    def recall(self) -> float:
        """Share of the texts to be read the same day that are flagged; 1 when there are none."""
        return self.same_day_flagged / self.same_day if self.same_day else 1.0

    @property
    def precision(self) -> float:
        """Share of what is flagged that somebody should read."""
        right = self.same_day_flagged + self.routine_flagged
        return right / (right + self.none_flagged) if right + self.none_flagged else 1.0

    @property
    def false_alarms(self) -> float:
        """Share of the harmless look-alikes that are flagged."""
        return self.none_flagged / self.none if self.none else 0.0

    @property
    def shown_as_routine(self) -> float:
        """Share of the texts to be read the same day that wait as routine."""
        return self.same_day_as_routine / self.same_day if self.same_day else 0.0


ALL = "all"


def measure(texts: Iterable[Text], judged: Callable[[str], Verdict]) -> dict[str, Counts]:
    """Counts by phenomenon, and of everything under ALL."""
    found: dict[str, Counts] = defaultdict(Counts)
    for text in texts:
        verdict = judged(text.text)
        found[text.phenomenon].add(text, verdict)
        found[ALL].add(text, verdict)
    return dict(found)
