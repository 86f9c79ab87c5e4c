"""Which address the building gets."""

import errno
import socket
from collections.abc import Callable

from scripts.services.process import Trouble

FIRST = 8000
TRIED = 100


def hindrance(port: int) -> str:
    """Why no server could listen there now, or nothing; one that has just ended is no hindrance."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return "is in use" if error.errno == errno.EADDRINUSE else "needs more rights"
    return ""


def choose(asked: str, hindrance: Callable[[int], str] = hindrance) -> int:
    """The port that was asked for, or the first free one from 8000 on. Trouble when there is none."""
    if asked:
        return _the_asked(asked, hindrance)
    found = next((port for port in range(FIRST, FIRST + TRIED) if not hindrance(port)), None)
    if found is None:
        raise Trouble(f"No free port from {FIRST} to {FIRST + TRIED - 1}: choose one with PORT=.")
    return found


def _the_asked(asked: str, hindrance: Callable[[int], str]) -> int:
    if not asked.isdecimal() or not 0 < int(asked) < 65536:
        raise Trouble(f"PORT={asked} is not a port: choose a number from 1 to 65535.")
    if why := hindrance(int(asked)):
        raise Trouble(f"Port {asked} {why}: choose another with PORT=.")
    return int(asked)
