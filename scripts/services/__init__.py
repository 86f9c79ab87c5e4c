"""The real services behind tests and development: PostgreSQL, Redis, Elasticsearch, Chromium.

    python -m scripts.services run -- pytest
    import scripts.services as services; services.kill("redis"); services.start("redis")

How to call it is in scripts/README.md.
"""

from .lifecycle import NAMES, down, kill, start, status, up
from .process import Trouble
from .state import find

__all__ = ["NAMES", "Trouble", "down", "environment", "find", "kill", "start", "status", "up"]


def environment(folder: str | None = None) -> dict[str, str]:
    """The variables that lead to the services: of a folder, of the run we are in, or of the last `up`."""
    return find(folder).environment()
