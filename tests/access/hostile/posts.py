"""Posting forms as nobody would fill them in, and what was wrong with the answers."""

import random
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes, urlsplit

from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client

from tests.access.hostile.forms import Form
from tests.access.hostile.values import FILES, HEAVY, MARK, VALUES

BOUNDARY = b"zqboundary"
Field = tuple[str, bytes]
Part = tuple[str, bytes, str | None, str]  # name, content, name of the file, its kind


@dataclass
class Result:
    posts: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Sender:
    """Sends, looks at the answer, and puts the building back as it was."""

    def __init__(self, clients: dict[int, Client]) -> None:
        self.clients, self.raised, self.result = clients, [], Result()

    def __enter__(self) -> "Sender":
        got_request_exception.connect(self._note)
        return self

    def __exit__(self, *what: object) -> None:
        got_request_exception.disconnect(self._note)

    def _note(self, **what: object) -> None:
        import sys

        self.raised.append(repr(sys.exc_info()[1])[:300])

    def send(self, form: Form, fields: list[Field], files: list[Part], case: str) -> tuple[int, bytes]:
        """The status, and the page."""
        body, kind = _encoded(fields, files, multipart=bool(form.files or files))
        client = self.clients[form.person.pk]
        kept, self.raised = client.cookies.copy(), []
        with transaction.atomic():
            answer = client.generic("POST", form.action, body, kind)
            said = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        client.cookies = kept
        cache.clear()
        self._look(answer.status_code, said, answer.headers.get("Location", ""), f"{form} | {case}")
        return answer.status_code, said

    def _look(self, status: int, said: bytes, leads: str, case: str) -> None:
        self.result.posts += 1
        self.result.statuses[status] += 1
        if status >= 500 or self.raised:
            self.result.wrong.append(f"{status} {case}: {self.raised}")
        if f"<{MARK}".encode() in said.lower():
            self.result.wrong.append(f"markup of the sender stands in the page: {case}")
        if urlsplit(leads).netloc or "\n" in leads:
            self.result.wrong.append(f"leads to {leads!r}: {case}")


def plain(form: Form) -> list[Field]:
    return [(name, value.encode()) for name, values in form.values.items() for value in values]


def storm(sender: Sender, forms: list[Form], count: int, seed: int) -> Result:
    """So many posts, each field hit as often as every other. The same for the same seed."""
    dice = random.Random(seed)
    places = [(form, name) for form in forms for name in form.names or ["extra"]]
    dice.shuffle(places)
    for n in range(count):
        form, name = places[n % len(places)]
        hit = form.names if form.names and dice.random() < 0.08 else [name]
        fields, files, case = hostile(form, hit, dice)
        sender.result.fields.update(f"{form.route} {one}" for one in hit)
        sender.send(form, fields, files, case)
    return sender.result


def hostile(form: Form, hit: list[str], dice: random.Random) -> tuple[list[Field], list[Part], str]:
    """These fields of it as nobody would fill them in, the others as a browser sends them; and the case in words."""
    fields = [one for one in plain(form) if one[0] not in hit]
    files: list[Part] = []
    case = []
    for name in hit:
        which = _choose(dice, light=len(hit) > 1)
        way = dice.random()
        if name in form.files and way < 0.8:
            filename, content, kind = dice.choice(FILES)
            files.append((name, content, filename, kind))
            case.append(f"{name}=file {filename[:20]!r}")
        elif way < 0.06:
            fields += [(f"{name}{suffix}", VALUES[which]) for suffix in ("[]", "[0]", "[a]", "")]
            case.append(f"{name}[]={VALUES[which][:30]!r}")
        elif way < 0.12:
            fields += [(name, VALUES[_choose(dice, light=True)]) for _ in range(30)]
            case.append(f"{name} thirty times")
        elif way < 0.16:
            files.append((name, VALUES[which], "x.txt", "text/plain"))
            case.append(f"{name} as a file")
        elif way < 0.18:
            case.append(f"{name} left out")
        else:
            fields.append((name, VALUES[which]))
            case.append(f"{name}={VALUES[which][:40]!r} ({len(VALUES[which])})")
    return fields, files, "; ".join(case)


def _choose(dice: random.Random, *, light: bool) -> int:
    """What is heavy comes seldom: it takes long, and it is the same for every field."""
    which = dice.randrange(len(VALUES))
    if which in HEAVY and (light or dice.random() < 0.6):
        return _choose(dice, light=True)
    return which


def _encoded(fields: list[Field], files: list[Part], *, multipart: bool) -> tuple[bytes, str]:
    if not multipart:
        pairs = (quote_from_bytes(name.encode()) + "=" + quote_from_bytes(value) for name, value in fields)
        return "&".join(pairs).encode(), "application/x-www-form-urlencoded"
    parts = [_part(name, value, None, "") for name, value in fields] + [_part(*one) for one in files]
    body = b"".join(b"--" + BOUNDARY + b"\r\n" + part + b"\r\n" for part in parts)
    return body + b"--" + BOUNDARY + b"--\r\n", f"multipart/form-data; boundary={BOUNDARY.decode()}"


def _part(name: str, content: bytes, filename: str | None, kind: str) -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"'
    if filename is not None:
        head += f'; filename="{filename}"\r\nContent-Type: {kind}'
    return head.encode("utf-8", "surrogateescape") + b"\r\n\r\n" + content
