"""Who asked to be erased, in a file outside the database: a backup that is put back has forgotten it.

One line each, only ever added: when, and an HMAC of the person's random ref under AUDIT_KEY. It tells nobody who
they were; with the restored database beside it, it tells whom to erase again."""

import fcntl
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from community.people.chain.signing import mac
from community.people.models import Person


def digest_of(person: Person) -> str:
    return mac("erased", person.ref)


def append(person: Person) -> None:
    """On the disk before this returns. Twice does no harm."""
    path = Path(settings.ERASURE_LEDGER)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"at": datetime.now(UTC).isoformat(timespec="seconds"), "person": digest_of(person)})
    with path.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(f"{_end_of_the_last(file)}{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def _end_of_the_last(file: BinaryIO) -> str:
    """A line that a crash cut short has no end: it must not swallow this one."""
    if file.seek(0, os.SEEK_END) == 0:
        return ""
    file.seek(-1, os.SEEK_END)
    return "" if file.read(1) == b"\n" else "\n"


def digests() -> set[str]:
    """A line that a crash cut short is no erasure that anybody was told of."""
    path = Path(settings.ERASURE_LEDGER)
    if not path.exists():
        return set()
    return {found for line in path.read_bytes().splitlines() if (found := _digest_in(line))}


def _digest_in(line: bytes) -> str:
    try:
        return str(json.loads(line)["person"])
    except (ValueError, KeyError, TypeError):
        return ""
