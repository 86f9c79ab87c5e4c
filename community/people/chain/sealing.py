"""Putting new entries behind the last seal. One sealer at a time, and no writer ever waits for it."""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from community.people.chain import head
from community.people.chain.head import Head
from community.people.chain.models import Seal
from community.people.chain.signing import GENESIS, mac_of
from community.people.models import AuditEntry

log = logging.getLogger(__name__)

BATCH = 1_000
# Transactions commit in another order than their entries are numbered; none is open for so long.
LONGEST_TRANSACTION = timedelta(hours=1)
SAY_EVERY_S = 60.0
_ADVISORY_LOCK = 0x5EA1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ChainIsBroken(Exception):
    """The database does not reach the head any more: nothing is sealed over that. `verify_audit` tells where."""


def unsealed() -> QuerySet[AuditEntry]:
    sealed = Seal.objects.filter(entry_id=OuterRef("pk"))
    return AuditEntry.objects.filter(~Exists(sealed)).order_by("pk")


def seal() -> int:
    """Seal what is new; returns how many. Raises ChainIsBroken.

    First the database, then the file: a process that dies in between leaves a head that is behind, and the next
    round brings it up. The rows after it are held by their own seals.
    """
    with _no_other_sealer() as ours:
        return _seal() if ours else 0


def _seal() -> int:
    with transaction.atomic():
        if not _is_ours():  # asked first: what another sealer committed just now must be seen
            return 0
        last = _last()
        reached = _check_against_head(last)
        sealed = _append(last, _lately_unsealed(last)[:BATCH])
    newest = sealed[-1] if sealed else last
    if newest and newest.position != reached.position:
        head.write(Head(newest.position, newest.mac, reached.restored))
    return len(sealed)


@contextmanager
def _no_other_sealer() -> Iterator[bool]:
    """Until the head is written too: who looked between the rows and the head would call the log cut, and heads
    written by two would go backwards."""
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ADVISORY_LOCK + 1])
        [ours] = cursor.fetchone()
        try:
            yield bool(ours)
        finally:
            if ours:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY_LOCK + 1])


def _last() -> Seal | None:
    return Seal.objects.order_by("-position").first()


def _is_ours() -> bool:
    """Until these rows are committed, also where the caller's transaction goes on. On SQLite the write lock keeps a
    second sealer out."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
        [ours] = cursor.fetchone()
        return bool(ours)


def _lately_unsealed(last: Seal | None) -> QuerySet[AuditEntry]:
    """By the index on `at`: not through the whole log each second."""
    since = last.sealed_at - LONGEST_TRANSACTION if last else _EPOCH
    return unsealed().filter(at__gte=since)


def _check_against_head(last: Seal | None) -> Head:
    """Of a cut chain the sealer must not make a sound shorter one."""
    try:
        known = head.read()
    except head.HeadIsWrong as wrong:
        raise ChainIsBroken(str(wrong)) from None
    if known is None:
        if last is not None:
            raise ChainIsBroken("the head is missing")
        return Head()
    at_head = Seal.objects.filter(position=known.position).values_list("mac", flat=True).first()
    if known.position and at_head != known.mac:
        raise ChainIsBroken(f"the chain does not reach its head at {known.position}")
    return known


def _append(last: Seal | None, entries: Iterable[AuditEntry]) -> list[Seal]:
    position, previous = (last.position, last.mac) if last else (0, GENESIS)
    seals = []
    for entry in entries:
        position, previous = position + 1, mac_of(entry, position=position + 1, previous=previous)
        seals.append(Seal(position=position, entry_id=entry.pk, mac=previous))
    return Seal.objects.bulk_create(seals)


_said_at = -SAY_EVERY_S


def seal_each_second() -> None:
    """The timer's entry. A broken chain is said once a minute, not once a second."""
    global _said_at
    try:
        seal()
    except ChainIsBroken as broken:
        if time.monotonic() - _said_at >= SAY_EVERY_S:
            _said_at = time.monotonic()
            log.error("the audit log is not sealed any more: %s. Run manage.py verify_audit.", broken)
