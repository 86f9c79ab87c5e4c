"""Suggesting a name to somebody whose own could not be taken."""

import secrets

from community.people.joining.handles import looks_like
from community.people.models import Person

KINDS = (
    "quiet", "slow", "warm", "early", "gentle", "patient", "bright", "mossy", "silver", "rainy", "drifting", "humming",
    "steady", "sunlit", "wandering", "calm", "misty", "winding", "little", "patchwork",
)  # fmt: skip
THINGS = (
    "meadow", "harbour", "kestrel", "lantern", "river", "heron", "pebble", "willow", "ferry", "hillside", "swallow",
    "bridge", "garden", "acorn", "orchard", "compass", "valley", "sparrow", "window", "island", "comet", "hedgehog",
)  # fmt: skip
TRIES = 20


def suggestion() -> str:
    """A name that nobody here has, nor one that looks like it; empty when none came up."""
    drawn = [f"{secrets.choice(KINDS)}-{secrets.choice(THINGS)}" for _ in range(TRIES)]
    looks = {name: looks_like(name) for name in drawn}
    taken = set(
        Person.objects.filter(handle_looks_like__in=looks.values()).values_list(
            "handle_looks_like", flat=True
        )
    )
    return next((name for name in drawn if looks[name] not in taken), "")
