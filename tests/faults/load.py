"""The load: members who post, in a process of its own, with a ledger that only grows.

    python -m tests.faults.load PLAN LEDGER QUOTA

PLAN is JSON: the address, the texts, and who posts into which thread. Each line of LEDGER is one answer: `acked`
(the building said it has it: it must be there once), `refused` (it must not be there) or `unknown` (no answer:
there once or not at all). QUOTA is a file with the number of texts that may be posted so far, so that whoever
kills things decides how much is said between two faults."""

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.faults.visitor import Answer, Lost, Visitor


class Ledger:
    def __init__(self, path: Path) -> None:
        self.file, self.lock = path.open("a"), threading.Lock()

    def write(self, **line: Any) -> None:
        """On the disk before the next text is sent."""
        with self.lock:
            self.file.write(json.dumps(line) + "\n")
            self.file.flush()
            os.fsync(self.file.fileno())


def answer_of(answer: Answer, thread: str) -> dict[str, Any]:
    """Posting leads to the post itself; anything else is a no, and 5xx says nothing about the data."""
    at = urlsplit(answer.location)
    if answer.status == 302 and at.path == thread:
        return {"answer": "acked", "number": int(at.fragment.removeprefix("post-"))}
    if answer.status >= 500:
        return {"answer": "unknown", "why": answer.status}
    return {"answer": "refused", "why": answer.status}


def quota(path: Path) -> int:
    return int(path.read_text() or 0)


def post_all(plan: dict[str, Any], member: int, ledger: Ledger, quota_file: Path) -> None:
    """Every text whose turn it is for this member, in order, never ahead of the quota."""
    me = plan["members"][member]
    visitor = Visitor(plan["address"]).sign_in(me["handle"], plan["password"])
    visitor.get(me["thread"])
    for n in range(member, len(plan["texts"]), len(plan["members"])):
        while n >= quota(quota_file):
            time.sleep(0.05)
        began = time.monotonic()
        try:
            found = answer_of(visitor.post(me["thread"] + "reply/", body=plan["texts"][n]), me["thread"])
        except Lost as error:
            found = {"answer": "unknown", "why": type(error).__name__}
        ledger.write(n=n, thread=me["thread"], ms=round(1000 * (time.monotonic() - began)), **found)


def main(plan_file: str, ledger_file: str, quota_file: str) -> None:
    plan, ledger = json.loads(Path(plan_file).read_text()), Ledger(Path(ledger_file))
    members = [
        threading.Thread(target=post_all, args=(plan, member, ledger, Path(quota_file)))
        for member in range(len(plan["members"]))
    ]
    for one in members:
        one.start()
    for one in members:
        one.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
