"""The goals of speed, each a ratio within one run, and what a run found of them."""

from dataclasses import dataclass

from tests.bench.side_by_side import Comparison

OURS = "alongside"


@dataclass(frozen=True, slots=True)
class Goal:
    """`found` is None where nothing was there to measure it by."""

    name: str
    found: float | None
    limit: float
    at_least: bool = False

    @property
    def is_met(self) -> bool | None:
        if self.found is None:
            return None
        return self.found >= self.limit if self.at_least else self.found <= self.limit

    @property
    def cells(self) -> tuple[str, str, str]:
        """Found, goal, whether it is met."""
        found = "–" if self.found is None else f"{self.found:.2f}"
        met = {None: "not measured", True: "yes", False: "no"}[self.is_met]
        return found, f"{'≥' if self.at_least else '≤'} {self.limit:g}", met


def of_pages(found: Comparison) -> list[Goal]:
    """CPU in the server and in PostgreSQL; a reply by the clock, as whoever sends it waits."""

    def ours(page: str, under: str, what: str = "cpu") -> float | None:
        return found.ratio(page, OURS, under, what)

    return [
        Goal("thread of 20, CPU, × floor", ours("thread", "floor"), 2.5),
        Goal("thread of 20, CPU, × Spirit", ours("thread", "spirit"), 0.5),
        Goal("whole thread, xtd's CPU × ours", found.ratio("whole", "xtd", OURS, "cpu"), 12, at_least=True),
        Goal("board, CPU, × floor", ours("board", "floor"), 2.5),
        Goal("board, CPU, × Spirit", ours("board", "spirit"), 0.7),
        Goal("reply, P50, × floor", ours("reply", "floor", "wall"), 2.5),
        Goal("reply, P50, × Spirit", ours("reply", "spirit", "wall"), 1.0),
    ]


def of_growth(grown: dict[str, float]) -> list[Goal]:
    return [Goal(f"10³ → 10⁶ posts, {page}, CPU", ratio, 1.25) for page, ratio in grown.items()]


def of_workers(gained: float, memory: dict[str, float]) -> list[Goal]:
    """Megabytes of one worker of two."""
    more = memory[OURS] - memory["xtd"] if "xtd" in memory else None
    return [
        Goal("two workers by one, requests a second", gained, 1.7, at_least=True),
        Goal("a worker's memory over xtd's, MB", more, 25),
    ]
