"""What the Makefile calls: `python3 scripts/bootstrap.py run | test | check | bench | services | demo-reset`.

This one file must be readable by an old Python 3, as it is the one that says so. Standard library only."""

import os
import shutil
import subprocess
import sys

NEEDED = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def newer_python():
    """A Python on the PATH that is new enough, when the one that runs us is not; else None."""
    return next((found for found in map(shutil.which, NEWER) if found and works(found)), None)


def works(python):
    """Version managers leave commands on the PATH for versions that are not there."""
    with open(os.devnull, "w") as nowhere:
        return subprocess.call([python, "-c", ""], stdout=nowhere, stderr=nowhere) == 0


def require_python(version=sys.version_info):
    """Go on, or become a newer Python, or end with one sentence."""
    if tuple(version[:2]) >= NEEDED:
        return
    found = newer_python()
    if found:
        os.execv(found, [found, os.path.abspath(__file__)] + sys.argv[1:])  # noqa: RUF005
    sys.exit(
        f"Alongside needs Python 3.11 or newer; this is {version[0]}.{version[1]} and no newer one was found."
    )


if __name__ == "__main__":
    require_python()
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    from scripts.commands import main

    sys.exit(main(sys.argv[1:]))
