"""A name for a week: the same for one person within it, another in the next, and no way back once its key is gone."""

import hmac

KINDS = (
    "amber", "autumn", "brave", "bright", "calm", "cedar", "clear", "copper", "early", "gentle", "golden", "green",
    "hidden", "hollow", "kind", "late", "linen", "little", "mellow", "misty", "mossy", "new", "old", "patient", "plain",
    "quick", "rainy", "salt", "silver", "slow", "soft", "spring", "steady", "still", "summer", "tall", "warm", "wide",
    "wild", "winter",
)  # fmt: skip
THINGS = (
    "acorn", "apple", "barn", "beech", "bell", "bench", "birch", "bridge", "brook", "candle", "cloud", "clover", "coat",
    "dune", "elm", "ferry", "field", "finch", "garden", "gate", "harbour", "hazel", "heath", "hill", "island", "ivy",
    "kettle", "lane", "lark", "maple", "meadow", "oak", "orchard", "path", "pier", "plum", "river", "robin", "willow",
    "wren",
)  # fmt: skip


def handle_of(ref: str, key: bytes) -> str:
    drawn = int.from_bytes(hmac.digest(bytes(key), ref.encode(), "sha256")[:8], "big")
    rest, kind = divmod(drawn, len(KINDS))
    number, thing = divmod(rest, len(THINGS))
    return f"{KINDS[kind]}-{THINGS[thing]}-{number % 90 + 10}"
