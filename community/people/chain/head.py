"""The head of the chain: its last place and seal, signed, in a file outside the database. A chain that was cut, or
built anew, does not reach it."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings

from community.people.chain.signing import GENESIS, mac, same


class HeadIsWrong(Exception):
    """The file cannot be read as one that we wrote."""


@dataclass(frozen=True, slots=True)
class Head:
    """`restored` holds what stood here before a backup was put back: old position, old seal, when and why."""

    position: int = 0
    mac: str = GENESIS
    restored: list[list[str]] = field(default_factory=list)

    def signature(self) -> str:
        return mac("head", self.position, self.mac, json.dumps(self.restored))


def read() -> Head | None:
    """None where there is no file. Raises HeadIsWrong."""
    try:
        kept = json.loads(path().read_text())
        head = Head(int(kept["position"]), str(kept["mac"]), list(kept["restored"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        raise HeadIsWrong(f"{path().name} cannot be read") from None
    if not same(head.signature(), str(kept.get("signature"))):
        raise HeadIsWrong(f"{path().name} has a wrong signature")
    return head


def write(head: Head) -> None:
    """Whole or not at all, and on the disk before it counts."""
    draft = path().with_name(f"{path().name}.{os.getpid()}")
    draft.parent.mkdir(parents=True, exist_ok=True)
    with draft.open("w") as file:
        json.dump(asdict(head) | {"signature": head.signature()}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path())
    _sync(path().parent)


def path() -> Path:
    return Path(settings.AUDIT_HEAD_FILE)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
