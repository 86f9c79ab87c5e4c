"""`python -m community.speak_up --port 8001`: the anonymous side, in a process that shares nothing with the others."""

import argparse
import os
import sys


def main() -> None:
    given = argparse.ArgumentParser(prog="python -m community.speak_up", description=__doc__)
    given.add_argument("--host", default="127.0.0.1")
    given.add_argument("--port", type=int, default=8001)
    where = given.parse_args()
    os.umask(0o077)
    os.environ["DJANGO_SETTINGS_MODULE"] = "community.speak_up.settings"
    import django

    django.setup()
    from community.speak_up.storage import prepare

    prepare()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:community.speak_up.serving"]
    command += ["--bind", f"{where.host}:{where.port}", "community.speak_up.wsgi:application"]
    os.execv(sys.executable, command)  # noqa: S606  a program of ours, without a shell


if __name__ == "__main__":
    main()
