"""The demo building: put up when it does not stand, left alone when nothing changed, then supervised."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import environment, ports
from scripts.environment import PYTHON, ROOT, digest, read_stamp, writing
from scripts.services.process import Trouble, say

APPS = ("cms", "community", "search", "risk_jobs")
SETTINGS = "cms.settings.demo"


def run() -> None:
    """`make run`: never returns, as it becomes the supervisor (for SERVICES=real, the services' runner)."""
    services = os.environ.get("SERVICES", "")
    if services not in ("", "real", "up"):
        raise Trouble(f"SERVICES={services} is not known: leave it out, or say SERVICES=real.")
    ports.choose(os.environ.get("PORT", ""))  # before anything long
    environment.ensure("run")
    if services == "real":
        become_services()
    with writing(data_folder()):
        hold_the_building()
        (data_folder() / "static").mkdir(parents=True, exist_ok=True)  # or the file server warns
        port = ports.choose(os.environ.get("PORT", ""))
        os.environ.setdefault("SITE_ADDRESS", f"http://127.0.0.1:{port}")
        prepare()
    open_the_doors(port)


def become_services() -> None:
    """Real services around another run of ourselves, taken down after it. Their database is new each time, so
    the files that belong to it are too; what the environment names already is not ours to throw away."""
    if not os.environ.get("DATABASE_URL") and not os.environ.get("DATA_FOLDER"):
        os.environ["DATA_FOLDER"] = str(ROOT / "var" / "real")
        shutil.rmtree(ROOT / "var" / "real", ignore_errors=True)
    os.environ["SERVICES"] = "up"
    ourselves = [sys.executable, str(ROOT / "scripts" / "bootstrap.py"), "run"]
    os.chdir(ROOT)
    only = ["--only", "postgres,redis,elasticsearch"]
    end_with_make()
    os.execv(sys.executable, [sys.executable, "-m", "scripts.services", "run", *only, "--", *ourselves])


def data_folder() -> Path:
    return ROOT / (os.environ.get("DATA_FOLDER") or "var")


def is_embedded() -> bool:
    return not os.environ.get("DATABASE_URL")


def database() -> Path:
    return data_folder() / "alongside.sqlite3"


def hold_the_building() -> int:
    """One building per data folder: the lock stays with the process that becomes the supervisor."""
    path = data_folder() / "building.lock"
    lock = environment.take(path)
    if lock is None:
        where = path.read_text().strip()
        raise Trouble(
            f"The building is open already{f' at {where}' if where else ''}: close it first (Ctrl-C)."
        )
    os.ftruncate(lock, 0)  # the address of the last time
    os.set_inheritable(lock, True)
    return lock


def prepare() -> None:
    """Bring database and demo up to what the checkout says. Nothing changed: no Django is started at all."""
    stamp = data_folder() / "building.json"
    done = read_stamp(stamp) if is_embedded() and database().exists() else {}
    wanted = {"tables": tables_digest(), "demo": demo_digest()}
    if done == wanted and sign_ins().exists():
        return
    if done.get("tables") != wanted["tables"]:
        say("Preparing the database ...")
        manage("migrate", "--verbosity=0")
    say("Putting up the demo building ...")
    if shown_once := manage("load_demo").strip():
        print(f"\n{shown_once}\n", flush=True)
    sign_ins().write_text(manage("demo_sign_ins"))
    stamp.write_text(json.dumps(wanted))


def sign_ins() -> Path:
    """The table of sign-ins as it was printed last: printing it again would start Django."""
    return data_folder() / "sign-ins.txt"


def tables_digest() -> str:
    """Changes when a migration of ours or a package's version does."""
    ours = [path for app in APPS for path in (ROOT / app).rglob("migrations/*.py")]
    return digest([*ours, ROOT / "requirements.txt"])


def demo_digest() -> str:
    """Changes when what the demo consists of does."""
    code = [path for app in APPS for path in (ROOT / app).rglob("*demo*.py")]
    return digest([*(path for path in (ROOT / "fixtures").rglob("*") if path.is_file()), *code])


def manage(*arguments: str) -> str:
    """One management command in a process of its own; what it printed. Its errors go to the terminal."""
    done = subprocess.run(
        [str(PYTHON), "manage.py", *arguments], cwd=ROOT, env=settings(), stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        raise Trouble(f"`manage.py {arguments[0]}` failed: see above. A second `make run` tries again.")
    return done.stdout


def settings() -> dict[str, str]:
    return os.environ | {"DJANGO_SETTINGS_MODULE": SETTINGS, "DATA_FOLDER": str(data_folder())}


def open_the_doors(port: int) -> None:
    """Become the supervisor, which says the greeting when the first page can be asked for."""
    address = os.environ["SITE_ADDRESS"]
    (data_folder() / "building.lock").write_text(address)
    greeting = data_folder() / "greeting.txt"
    os.environ.setdefault("SPEAK_UP_ADDRESS", f"http://127.0.0.1:{port + 1}")
    greeting.write_text(greet(address, sign_ins().read_text()))
    end_with_make()
    say("Opening the doors ...")
    os.chdir(ROOT)
    command = [str(PYTHON), "-m", "risk_jobs.supervisor", f"--port={port}", f"--greeting={greeting}"]
    os.execve(PYTHON, command, settings())


def end_with_make() -> None:
    """A killed `make` must not leave a building that nobody sees. A shell that closes may (nohup)."""
    if os.environ.get("MAKELEVEL"):
        from risk_jobs.undertaker import die_with_parent

        die_with_parent()


def greet(address: str, table: str) -> str:
    apart = f"Staff speak up anonymously at {os.environ.get('SPEAK_UP_ADDRESS', '')}\n"
    return f"\nAlongside is open at {address}   (Ctrl-C closes it)\n{apart}\n{table.rstrip()}\n\n"


def reset() -> None:
    """`make demo-reset`: the demo's database and files are thrown away and put up again. Asks nothing, but
    does not pull a building from under those in it, and touches no database that somebody named."""
    if not is_embedded():
        raise Trouble("demo-reset is for the embedded demo only: DATABASE_URL names a database of yours.")
    environment.ensure("run")
    with writing(data_folder()):
        lock = hold_the_building()
        throw_away()
        prepare()
        os.close(lock)
    say("The demo building stands as on its first day.")


def throw_away() -> None:
    """Only what `make run` put there."""
    for name in ("alongside.sqlite3", "alongside.sqlite3-wal", "alongside.sqlite3-shm"):
        (data_folder() / name).unlink(missing_ok=True)
    for name in ("building.json", "sign-ins.txt", "greeting.txt", "audit-head.json"):
        (data_folder() / name).unlink(missing_ok=True)
    for name in ("media", "speak_up"):
        shutil.rmtree(data_folder() / name, ignore_errors=True)
