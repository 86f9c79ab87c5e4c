"""What a cue is and what it does: it lowers to a priority or raises by one, and it never deletes a hit.

The lowest is P4, still searchable, with its cue named. Only a rule's own `unless` makes no hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_ALWAYS = {"quoted_block": "P4", "media": "P4", "work": "P4", "you": "P4", "long_ago": "P4"}
_LOWER = {
    "someone_else": "P3",
    "negated": "P3",
    "quoted": "P4",
    "quoted_person": "P3",
    "hypothetical": "P3",
    "everyday": "P4",
    "nothing_beside": "P4",
}
DEFAULTS: dict[str, dict[str, str]] = {
    "act": {
        **_ALWAYS,
        **_LOWER,
        "topic": "P4",
        "never": "P4",
        "a_while_ago": "P3",
        "urge": "P3",
        "joke": "P3",
    },
    "said": {**_ALWAYS, **_LOWER, "never": "P4", "a_while_ago": "P3", "joke": "P3"},
    "scene": {**_ALWAYS, **_LOWER, "joke": "P3"},
    "mention": {},
    "cues": {},
}
"""What each cue does to each way of reading a rule; a rule's own `context` goes before."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One context decision: its name, the words that gave it away (folded), its effect (P1–P4, raise,
    keep)."""

    name: str
    words: str
    effect: str


@dataclass(frozen=True, slots=True)
class Cues:
    """A rule's own priority and the cues around one match of it."""

    base: int
    cues: Sequence[Cue]

    @property
    def priority(self) -> int:
        """Raises first, then the lowest place that any lowering asks for; another person's denial is P4."""
        raised = max(1, self.base - sum(c.effect == "raise" for c in self.cues))
        lowered = [int(c.effect[1]) for c in self.cues if c.effect[0] == "P"]
        lowered += [raised + 1 for c in self.cues if c.effect == "lower"]
        names = {c.name for c in self.cues if c.effect != "keep"}
        if "someone_else" in names and names & {"negated", "hypothetical", "a_while_ago"}:
            lowered.append(4)
        return min(4, max([raised, *lowered]))
