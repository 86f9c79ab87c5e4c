"""The threads that the bench reads, in a building that stands: run by `tests.bench` in a process of its own. Prints where
the pages are, of ours and of the floor's over the same rows, as the JSON that `served.py` reads."""

import json
import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from community.people.models import Person  # noqa: E402
from community.rooms.models import Thread  # noqa: E402
from tests import cast  # noqa: E402
from tests.bench import floor  # noqa: E402
from tests.bench.growth import lengthen  # noqa: E402
from tests.bench.threads import thread_of  # noqa: E402

BOARD, WHOLE, LONGEST = 100, 1_000, 1_000_000
FORM = {"kind": "form", "extra": {}, "field": "body"}


def seed() -> dict[str, dict[str, Any]]:
    """Ours and the floor; and to see how a thread grows, ours again with the first thread and one of LONGEST posts."""
    floor.make_tables()
    for n in range(BOARD):
        thread_of(f"Thread {n}", 1)
    usual, longest = thread_of("A thousand posts", WHOLE), thread_of("A million posts", 1)
    cookie = _cookie(Person.objects.get(handle="quiet-otter"))
    known = {"port": 0, "cookie": cookie, "database": connection.settings_dict["NAME"]}
    return {
        "ours": {"peer": "alongside", **known, **_ours(usual)},
        "floor": {"peer": "floor", **known, **_floor(usual)},
        "short": {"peer": "short", **known, "pages": _pages(usual), "reply": _reply(usual)},
        "long": {
            "peer": "long",
            **known,
            "pages": _pages(lengthen(longest, LONGEST)),
            "reply": _reply(longest),
        },
    }


def _ours(thread: Thread) -> dict[str, Any]:
    here, board = thread.get_absolute_url(), thread.room.get_absolute_url()
    return {"thread": f"{here}?page=1", "all": f"{here}all/", "board": board, "reply": _reply(thread)}


def _reply(thread: Thread) -> dict[str, Any]:
    here = thread.get_absolute_url()
    return FORM | {"form": f"{here}?page=1", "url": f"{here}reply/"}


def _pages(thread: Thread) -> dict[str, str]:
    here, last = thread.get_absolute_url(), -(-thread.last_number // 20)
    return {
        "first": f"{here}?page=1",
        "middle": f"{here}?page={last // 2}",
        "last": f"{here}?page={last}",
    }


def _floor(thread: Thread) -> dict[str, Any]:
    here = f"/thread/{thread.ref}/"
    reply = FORM | {"form": f"{here}20/", "url": f"/reply/{thread.ref}/"}
    return {
        "thread": f"{here}20/",
        "all": f"{here}{WHOLE}/",
        "board": f"/board/{thread.room_id}/",
        "reply": reply,
    }


def _cookie(person: Person) -> str:
    client = cast.sign_in(Client(SERVER_NAME="127.0.0.1"), person)
    return f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"


if __name__ == "__main__":
    json.dump(seed(), sys.stdout)
