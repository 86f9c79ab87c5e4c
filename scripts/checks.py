"""`make check`: every standing check, one line each; what a failed one printed is shown under its line."""

import os
import subprocess
import time

from scripts.environment import FOLDER, PYTHON, ROOT

TOOL = FOLDER / "bin"
CHECKS = {
    "lint": [TOOL / "ruff", "check", "--quiet", "--output-format=concise", "."],
    "format": [TOOL / "ruff", "format", "--check", "."],
    "types": [TOOL / "mypy", "--no-error-summary"],
    "imports": [TOOL / "lint-imports", "--no-cache"],
    "templates": [TOOL / "djlint", "themes", "--lint", "--quiet"],
    "system": [PYTHON, "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
}


def run() -> int:
    """All of them, also after one failed; the exit status is 1 when any did."""
    failed = [name for name in CHECKS if not passes(name)]
    print(
        f"check: {len(CHECKS) - len(failed)} of {len(CHECKS)} passed"
        + (f", not {', '.join(failed)}" * bool(failed))
    )
    return 1 if failed else 0


def passes(name: str) -> bool:
    """Run one and say how it went."""
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    began = time.monotonic()
    command = [str(part) for part in CHECKS[name]]
    done = subprocess.run(
        command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    word = "failed" if done.returncode else "ok"
    print(f"{name:<12}{word:<8}{time.monotonic() - began:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout.rstrip(), flush=True)
    return done.returncode == 0
