"""Looking for words where they must not be: in the database, the index, Redis, files, mails, whatever wraps them.

    canaries = Canaries({"name": "Millicent Canary-Ashdown", "number": "9434765919"})
    assert canaries.found_in({"database": database(), "var": files(folder)}) == []

A canary is found as it stands and in capitals, in UTF-8 and UTF-16, in hex, base32, addresses and JSON or HTML escapes,
and inside gzip, zlib, zip and base64 (at any offset), one in the other, as sessions and jobs are wrapped. What is
found is told by the canary's label and the place, never by its words."""

import base64
import binascii
import html
import io
import json
import re
import urllib.parse
import urllib.request
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core import mail
from django.db import connection

Place = tuple[str, bytes]  # where, and what stands there

DEEPEST = 5
LARGEST = 64 * 1024 * 1024
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}")
_GZIP, _ZIP = b"\x1f\x8b\x08", b"PK\x03\x04"
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")


class Canaries:
    def __init__(self, words: Mapping[str, str]) -> None:
        """Label -> words. Short ones are found by chance: take eight letters at least."""
        assert all(len(word) >= 8 for word in words.values()), "too short to be found for sure"
        self._forms = {label: sorted(forms_of(word)) for label, word in words.items()}

    def in_bytes(self, content: bytes) -> set[str]:
        found: set[str] = set()
        for layer in layers_of(content):
            low = layer.lower()
            found |= {label for label, forms in self._forms.items() if any(form in low for form in forms)}
        return found

    def found_in(self, sources: Mapping[str, Iterable[Place]]) -> list[tuple[str, str, str]]:
        """(label, source, place) of each, sorted."""
        return sorted(
            (label, source, place)
            for source, places in sources.items()
            for place, content in places
            for label in self.in_bytes(content)
        )


def forms_of(word: str) -> set[bytes]:
    """As it is written down by those who encode it and do not compress it. Small letters: so is what is searched."""
    plain = word.encode()
    texts = {
        word, urllib.parse.quote(word), urllib.parse.quote_plus(word), html.escape(word), json.dumps(word)[1:-1],
    }  # fmt: skip
    forms = {text.encode() for text in texts} | {word.encode("utf-16-le"), word.encode("utf-16-be")}
    forms |= {plain.hex().encode(), base64.b32encode(plain).rstrip(b"=")}
    return {form.lower() for form in forms if len(form) >= 8}


def layers_of(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """What stands there, and what stands inside of that."""
    if len(content) > LARGEST:
        content = content[:LARGEST]
    yield content
    if depth < DEEPEST:
        for inner in _unwrapped(content):
            yield from layers_of(inner, depth + 1)


def _unwrapped(content: bytes) -> Iterator[bytes]:
    yield from _inflated(content)
    if content.startswith(_ZIP):
        yield from _unzipped(content)
    for run in _BASE64.findall(content):
        yield from _decoded(run)


def _inflated(content: bytes) -> Iterator[bytes]:
    starts = [(match.start(), zlib.MAX_WBITS) for match in _ZLIB.finditer(content)]
    starts += [(match.start(), zlib.MAX_WBITS | 16) for match in re.finditer(re.escape(_GZIP), content)]
    for start, bits in starts:
        try:
            inner = zlib.decompressobj(bits).decompress(content[start:], LARGEST)
        except zlib.error:
            continue
        if len(inner) >= 8:
            yield inner


def _unzipped(content: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            for member in file.infolist():
                yield member.filename.encode()
                if member.file_size < LARGEST:
                    yield file.read(member)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return


def _decoded(run: bytes) -> Iterator[bytes]:
    """A run may begin with a letter that belongs to what stood before it."""
    plain = run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    for offset in range(4):
        part = plain[offset:]
        part = part[: len(part) - (len(part) % 4 == 1)]
        try:
            yield base64.b64decode(part + b"=" * (-len(part) % 4))
        except binascii.Error:
            continue


# --- where to look ------------------------------------------------------------------------------------------------


def database(but: Iterable[str] = ()) -> Iterator[Place]:
    """Every cell of every table, as the database gives it. `but`: "table.column" that may hold it, and why is said
    by who passes it."""
    skipped = set(but)
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for n, row in enumerate(cursor):
                for column, value in zip(columns, row, strict=True):
                    if value is not None and f"{table}.{column}" not in skipped:
                        yield f"{table}.{column} in row {n + 1}", as_bytes(value)


def dumped(url: str) -> Iterator[Place]:
    """The same of a PostgreSQL that is not the test's own."""
    import psycopg

    with psycopg.connect(url) as other:
        names = other.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        ).fetchall()
        for (table,) in names:
            cursor = other.execute(f'SELECT * FROM "{table}"')
            columns = [column.name for column in cursor.description or ()]
            for n, row in enumerate(cursor):
                for column, value in zip(columns, row, strict=True):
                    if value is not None:
                        yield f"{table}.{column} in row {n + 1}", as_bytes(value)


def as_bytes(value: Any) -> bytes:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str).encode()
    return str(value).encode(errors="replace")


def elasticsearch(url: str, prefix: str) -> Iterator[Place]:
    """Every document of every index of ours, and what the index says of itself."""
    for name in _asked(f"{url}/{prefix}*/_mapping"):
        yield f"mapping of {name}", json.dumps(_asked(f"{url}/{name}/_mapping")).encode()
        _asked(f"{url}/{name}/_refresh")
        answer = _asked(
            f"{url}/{name}/_search?scroll=1m", {"size": 1_000, "query": {"match_all": {}}, "version": True}
        )
        while hits := answer["hits"]["hits"]:
            for hit in hits:
                yield f"{name} {hit['_id']}", json.dumps(hit, ensure_ascii=False).encode()
            answer = _asked(f"{url}/_search/scroll", {"scroll": "1m", "scroll_id": answer["_scroll_id"]})


def _asked(url: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def redis(url: str) -> Iterator[Place]:
    """Every key with its value, whatever kind it is."""
    from redis import Redis

    client = Redis.from_url(url)
    for key in client.scan_iter():
        yield f"key {key[:80]!r}", key
        yield f"value of {key[:80]!r}", as_bytes(_value(client, key))


def _value(client: Any, key: bytes) -> Any:
    kind = client.type(key)
    if kind == b"string":
        return client.get(key)
    if kind == b"hash":
        return b"\n".join(part for pair in client.hgetall(key).items() for part in pair)
    if kind == b"stream":
        return repr(client.xrange(key))
    if kind == b"set":
        return b"\n".join(client.smembers(key))
    return b"\n".join(client.lrange(key, 0, -1) if kind == b"list" else client.zrange(key, 0, -1))


def files(folder: Path) -> Iterator[Place]:
    """Media, logs, the mail spool, whatever stands under var/: names too."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"{path.relative_to(folder)}", str(path).encode() + b"\n" + path.read_bytes()


def mails() -> Iterator[Place]:
    for n, message in enumerate(getattr(mail, "outbox", [])):
        yield f"mail {n + 1}", message.message().as_bytes() + f"{message.subject}{message.body}".encode()
