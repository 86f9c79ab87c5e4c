"""What the judge says of a text, ready for JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from .context import Cue


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule's finding. `spans`: raw [start, end) of the matched words; `phrase`: the raw words, as
    written."""

    rule_id: str
    rule_version: int
    rule_name: str
    owner: str
    topic: str
    priority: int
    base_priority: int
    spans: tuple[tuple[int, int], ...]
    phrase: str
    view: str
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules made of one text; priority 1–4 or None when no rule hit."""

    priority: int | None
    hits: tuple[Hit, ...]
    rules_version: str

    def joined(self, other: Verdict) -> Verdict:
        """With what another judge found in the same text."""
        hits = tuple(
            sorted((*self.hits, *other.hits), key=lambda hit: (hit.priority, hit.rule_id, hit.spans))
        )
        return Verdict(min((hit.priority for hit in hits), default=None), hits, self.rules_version)

    @property
    def flagged(self) -> bool:
        """True for P1–P3; P4 is search and digest only."""
        return self.priority is not None and self.priority <= 3

    @property
    def severity(self) -> str:
        """high for P1 and P2, low for P3, none otherwise."""
        return (
            "none" if self.priority is None or self.priority > 3 else "low" if self.priority == 3 else "high"
        )

    @property
    def labels(self) -> list[str]:
        """Topics of the flagged hits, sorted."""
        return sorted({h.topic for h in self.hits if h.priority <= 3})

    @property
    def rules(self) -> list[str]:
        """Ids of the rules behind the flagged hits, sorted."""
        return sorted({h.rule_id for h in self.hits if h.priority <= 3})

    def as_json(self) -> dict[str, Any]:
        """Plain lists, dicts, numbers and strings, ready for json.dumps and a JSON column."""
        derived = {
            "flagged": self.flagged,
            "severity": self.severity,
            "labels": self.labels,
            "rules": self.rules,
        }
        return {**_plain(asdict(self)), **derived}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value
