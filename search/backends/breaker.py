"""After a failure, a moment in which nobody waits for the engine again: 30,000 jobs, or every page, would
otherwise each wait out the timeout of an engine that hangs."""

import time

from search.backends.base import SearchIsDown

REST_S = 3.0


class Breaker:
    """One per process and backend. Two threads may both try after the rest; that is harmless."""

    def __init__(self, rest_s: float = REST_S) -> None:
        self.rest_s, self.until, self.reason = rest_s, 0.0, ""

    def check(self) -> None:
        """Raises SearchIsDown within the rest."""
        if time.monotonic() < self.until:
            raise SearchIsDown(self.reason)

    def opened(self, reason: str) -> SearchIsDown:
        self.until, self.reason = time.monotonic() + self.rest_s, reason
        return SearchIsDown(reason)

    def close(self) -> None:
        self.until = 0.0
