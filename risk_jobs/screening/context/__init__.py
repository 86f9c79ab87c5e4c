"""What stands around a match and what it does: each decision is a named cue, and none deletes a hit."""

from .cues import DEFAULTS, Cue, Cues
from .reading import Context

__all__ = ["DEFAULTS", "Context", "Cue", "Cues"]
