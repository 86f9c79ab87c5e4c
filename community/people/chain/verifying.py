"""Walking the chain from its first seal to its head."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from community.people.chain import head
from community.people.chain.head import Head
from community.people.chain.models import Seal
from community.people.chain.sealing import unsealed
from community.people.chain.signing import GENESIS, mac_of, same, signature_of
from community.people.models import AuditEntry

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Report:
    """`broken` says where the chain breaks first; `late` counts entries unsealed for longer than allowed."""

    sealed: int
    waiting: int
    late: int
    broken: str = ""
    restored: list[list[str]] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.broken and not self.late


class _Broken(Exception):
    pass


def verify() -> Report:
    """Reads every entry once; about 60,000 a second."""
    waiting = unsealed()
    oldest_allowed = timezone.now() - timedelta(seconds=settings.AUDIT_UNSEALED_ALERT_S)
    counts = Seal.objects.count(), waiting.count(), waiting.filter(at__lt=oldest_allowed).count()
    known = None
    try:
        known = _head()
        _walk(known)
        _check_signatures()
    except _Broken as broken:
        return Report(*counts, str(broken), known.restored if known else [])
    return Report(*counts, restored=known.restored)


def late() -> int:
    """For health checks: entries that should have been sealed by now."""
    oldest_allowed = timezone.now() - timedelta(seconds=settings.AUDIT_UNSEALED_ALERT_S)
    return unsealed().filter(at__lt=oldest_allowed).count()


def _head() -> Head:
    try:
        known = head.read()
    except head.HeadIsWrong as wrong:
        raise _Broken(f"head: {wrong}") from None
    if known is None and Seal.objects.exists():
        raise _Broken("head: the file is missing, though there are seals")
    return known or Head()


def _walk(known: Head) -> None:
    position, previous = 0, GENESIS
    for seal, entry in _pairs():
        position += 1
        previous = _check(seal, entry, position, previous)
        if position == known.position and not same(previous, known.mac):
            raise _Broken(f"position {position}: not the seal that the head names")
    if position < known.position:
        raise _Broken(f"position {position + 1}: gone, with all up to {known.position}, which the head names")


def _pairs() -> Iterator[tuple[Seal, AuditEntry | None]]:
    seals = Seal.objects.order_by("position").iterator(CHUNK)
    while chunk := list(islice(seals, CHUNK)):
        entries = AuditEntry.objects.in_bulk([seal.entry_id for seal in chunk])
        yield from ((seal, entries.get(seal.entry_id)) for seal in chunk)


def _check(seal: Seal, entry: AuditEntry | None, position: int, previous: str) -> str:
    if seal.position != position:
        raise _Broken(f"position {position}: its seal is gone (the next is {seal.position})")
    if entry is None:
        raise _Broken(f"position {position}: entry {seal.entry_id} is gone")
    if not same(entry.signature, signature_of(entry)):
        raise _Broken(f"position {position}: entry {entry.pk} is not as it was written")
    expected = mac_of(entry, position=position, previous=previous)
    if not same(seal.mac, expected):
        raise _Broken(
            f"position {position}: entry {entry.pk} was not sealed here, or what stands before it changed"
        )
    return expected


def _check_signatures() -> None:
    """What is not sealed yet must have been written by the application, and once."""
    for entry in unsealed().iterator(CHUNK):
        if not same(entry.signature, signature_of(entry)):
            raise _Broken(f"entry {entry.pk}, not sealed yet: not written by the application")
    twice = AuditEntry.objects.values("ref").annotate(times=Count("pk")).filter(times__gt=1)
    for row in twice[:1]:
        raise _Broken(f"entry {AuditEntry.objects.filter(ref=row['ref']).latest('pk').pk}: a copy of another")
