"""Up, down, kill, start, status: the same for every service, by what services.json says."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path

from . import process, state
from .chromium import Chromium
from .elasticsearch import Elasticsearch
from .machine import install, service_user
from .postgres import Postgres
from .process import Stopped, Trouble, say
from .redis import Redis
from .service import Service, own_folder, tail
from .state import Place, Record

SERVICES: dict[str, Service] = {s.name: s for s in (Postgres(), Redis(), Elasticsearch(), Chromium())}
NAMES = tuple(SERVICES)
SIGNALS = ("KILL", "STOP", "CONT", "TERM")


def up(folder: str | Path | None = None, only: Iterable[str] = NAMES, *, detach: bool = False) -> Place:
    """Bring the services up, or those that are missing in a folder that is up already; all of them or none.

    They belong to this process: when it is killed the next run clears them away. With `detach` they stay.
    """
    only = chosen(only)
    sweep()
    place = Place(state.given_folder(Path(folder)) if folder else state.fresh_folder())
    if place.exists and place.is_left_over():
        down(place.folder)
        place = Place(state.given_folder(place.folder))
    added_to = set(place.records()) if place.exists else None
    if added_to is None:
        place.open(owner=process.stat(os.getpid()))
    try:
        bring_up(place, only)
    except BaseException:
        if added_to is None:
            down(place.folder)
        else:
            discard(place, set(only) - added_to)
        raise
    if detach:
        place.let_go()
    return place


def chosen(only: Iterable[str]) -> list[str]:
    """The services asked for, in our order; an unknown name is an error, not an empty set."""
    wanted = list(only)
    unknown = [name for name in wanted if name not in SERVICES]
    if unknown or not wanted:
        raise Trouble(f"unknown service {', '.join(unknown) or '(none)'}: choose from {', '.join(NAMES)}")
    return [name for name in NAMES if name in wanted]


def bring_up(place: Place, names: list[str]) -> None:
    """Install what is missing (one apt-get for all), then start side by side."""
    known = place.records()
    todo = [name for name in names if not (name in known and known[name].alive)]
    named = {name: SERVICES[name].named() for name in todo if name not in known}
    ours = [name for name in todo if not named.get(name)]
    install([package for name in ours if name not in known for package in SERVICES[name].missing_packages()])
    for record in filter(None, named.values()):
        place.save(record)
        say(f"{record.name:<14} named by {record.variable}")
    user = service_user()
    side_by_side([(name, lambda name=name: begin(place, name, user)) for name in ours])


def side_by_side(jobs: list[tuple[str, Callable[[], None]]]) -> None:
    """Run all; when one fails, the others stop waiting. All failures go into one line."""
    asked = False
    try:
        with ThreadPoolExecutor(max(1, len(jobs))) as pool:
            futures = {pool.submit(job): name for name, job in jobs}
            try:
                wait(futures, return_when=FIRST_EXCEPTION)
            finally:
                asked = process.stopping.is_set()
                process.stopping.set()  # after a failure nobody has a reason to go on waiting
    finally:
        if not asked:
            process.stopping.clear()
    report(futures)


def report(futures: dict[Future, str]) -> None:
    """Raise one Trouble that names every service that failed by itself."""
    errors = {name: future.exception() for future, name in futures.items() if future.exception()}
    own = {name: error for name, error in errors.items() if not isinstance(error, Stopped)}
    for error in own.values():
        if not isinstance(error, Trouble | OSError):
            raise error
    if own:
        raise Trouble("; ".join(f"{name}: {error}" for name, error in own.items()))
    if errors:
        raise Stopped


def begin(place: Place, name: str, user: str | None) -> None:
    """Prepare a service in its own folder (once) and start it."""
    known = place.records().get(name)
    if known is None:
        shutil.rmtree(place.folder / name, ignore_errors=True)  # of a run that was killed just here
        known = SERVICES[name].prepare(own_folder(place.folder / name, user), user)
        known.log = str(place.folder / f"{name}.log")
        known.env[process.MARK] = str(place.folder / name)
    launch(place, known)


def launch(place: Place, record: Record) -> None:
    """Start a prepared service, write it down at once, wait for its answer, tell how long that took."""
    began = time.monotonic()
    if record.is_process:
        log, cwd = Path(record.log), Path(record.cwd)
        found = process.spawn(record.command, cwd=cwd, env=record.env, user=record.user, log=log)
        record.pid, record.pgid, record.started = found.pid, found.pid, found.started
    place.save(record)
    await_answer(record)
    where = f"on 127.0.0.1:{record.port}" if record.port else f"at {record.url}"
    say(f"{record.name:<14} ready in {time.monotonic() - began:.1f} s {where}")


def await_answer(record: Record) -> None:
    """Wait until it answers; when it ends or stays silent, show the end of its log."""
    service = SERVICES[record.name]
    for _ in process.moments(service.patience):
        if service.ready(record):
            return
        if not record.alive:
            say(tail(record.log))
            raise Trouble("ended while starting, see the end of its log above")
    say(tail(record.log))
    raise Trouble(f"no answer within {service.patience:.0f} s, see the end of its log above")


def down(folder: str | Path | None = None) -> None:
    """Stop everything of a folder and throw its data away. What the environment named is left alone."""
    place = state.find(folder)
    for record in place.records().values():
        halt(record)
    for name in NAMES:
        process.put_down(process.dwellers(place.folder / name))
    place.remove(NAMES)


def discard(place: Place, names: Iterable[str]) -> None:
    """Undo a failed addition to a folder that was up before."""
    for name in names:
        if record := place.records().get(name):
            halt(record)
        process.put_down(process.dwellers(place.folder / name))
        shutil.rmtree(place.folder / name, ignore_errors=True)
        place.forget(name)


def halt(record: Record) -> None:
    """End one service at once: its data is thrown away. PostgreSQL may give back its shared memory first."""
    family = process.family_of(record.pid, record.started)
    if record.name == "postgres" and family:
        process.send([record.pid], signal.SIGQUIT)
        process.send(family, signal.SIGCONT)
        family = process.wait_gone(family, 5)
    process.put_down(family)


def sweep() -> None:
    """Clear away what runs that were killed have left behind."""
    for place in state.neighbours():
        try:
            sweep_one(place)
        except (Trouble, OSError, ValueError, KeyError) as trouble:
            if place.exists:  # otherwise another run was quicker
                say(f"could not clear {place.folder}: {trouble}")


def sweep_one(place: Place) -> None:
    if place.exists:
        if place.is_left_over():
            say(f"clearing {place.folder}, left by a run that was killed")
            down(place.folder)
    elif state.is_abandoned(place.folder):
        shutil.rmtree(place.folder, ignore_errors=True)


def kill(name: str, signal_name: str = "KILL", folder: str | Path | None = None) -> None:
    """Do to a service what a fault does: to all its processes at once, and wait until it has happened."""
    if signal_name not in SIGNALS:
        raise Trouble(f"signal {signal_name!r}: choose from {', '.join(SIGNALS)}")
    record = ours(state.find(folder), name)
    family = process.family_of(record.pid, record.started)
    if not family:
        raise Trouble(f"{name} is not running")
    target = [record.pid] if signal_name == "TERM" else family
    process.send(target, getattr(signal, f"SIG{signal_name}"))
    if signal_name in ("KILL", "TERM") and (left := process.wait_gone(family, 60)):
        raise Trouble(f"{name} did not end of SIG{signal_name} within 60 s (processes {sorted(left)})")


def start(name: str, folder: str | Path | None = None) -> None:
    """Start a killed service again: same port, same data (Redis keeps none); wake a stopped one."""
    place = state.find(folder)
    record = ours(place, name)
    if record.alive:
        process.send(process.family_of(record.pid, record.started), signal.SIGCONT)
        await_answer(record)
        return
    process.put_down(process.dwellers(place.folder / name))
    SERVICES[name].before_restart(record)
    launch(place, record)


def ours(place: Place, name: str) -> Record:
    """A service that we started and may therefore kill."""
    record = place.record(name)
    if record.external:
        raise Trouble(f"{name} is named by {record.variable}: it is not ours to kill or start")
    if not record.is_process:
        raise Trouble(f"{name} is a program that tests start themselves, there is nothing to kill or start")
    return record


def status(folder: str | Path | None = None) -> dict[str, str]:
    """Each service of a folder with "named", "present", "ready", "stopped", "silent" or "dead"."""
    return {name: condition(record) for name, record in state.find(folder).records().items()}


def condition(record: Record) -> str:
    """One word for how it is."""
    if record.external:
        return "named"
    if not record.is_process:
        return "present"
    found = process.stat(record.pid) if record.alive else None
    if found is None:
        return "dead"
    if found.state == "T":
        return "stopped"
    return "ready" if SERVICES[record.name].ready(record) else "silent"
