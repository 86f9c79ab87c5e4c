"""What the owner of the database could do to the audit log, by chance and with cunning. Each tampering takes the
triggers away first, leaves them lifted, and says what it did."""

import random
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.db.models import F, Max
from django.utils import timezone

from community.people.chain import triggers
from community.people.chain.models import Seal
from community.people.chain.signing import GENESIS
from community.people.models import AuditEntry
from community.people.models.refs import new_ref

FIELDS = ("ref", "who", "did", "what", "why", "where", "signature")


def tamper(chance: random.Random) -> str:
    """One tampering; returns in words what was done."""
    triggers.lift(connection)
    how = chance.choice(HOW)
    return f"{how.__name__}: {how(chance)}"


def entry_of(chance: random.Random) -> AuditEntry:
    return AuditEntry.objects.get(pk=chance.choice(list(AuditEntry.objects.values_list("pk", flat=True))))


def sealed_of(chance: random.Random) -> Seal:
    return Seal.objects.get(position=chance.randint(1, Seal.objects.count()))


def set_(entry: AuditEntry, **values: object) -> str:
    AuditEntry.objects.filter(pk=entry.pk).update(**values)
    return f"entry {entry.pk} {sorted(values)}"


def edit_a_text(chance: random.Random) -> str:
    entry, name = entry_of(chance), chance.choice(FIELDS)
    old = getattr(entry, name)
    new = old[:-1] if old and chance.random() < 0.5 else (old + "x")[-12:]
    return set_(entry, **{name: new if new != old else "changed"})


def edit_the_time(chance: random.Random) -> str:
    entry = entry_of(chance)
    return set_(
        entry, at=entry.at + chance.choice([1, -1]) * timedelta(microseconds=chance.choice([1, 10**9]))
    )


def move_words_between_fields(chance: random.Random) -> str:
    entry = entry_of(chance)
    return set_(entry, did=entry.did + entry.what[:1], what=entry.what[1:])


def swap_two_entries(chance: random.Random) -> str:
    one, other = entry_of(chance), entry_of(chance)
    while other.pk == one.pk:
        other = entry_of(chance)
    for field in ("who", "did", "what", "why", "where", "signature", "at"):
        AuditEntry.objects.filter(pk=one.pk).update(**{field: getattr(other, field)})
        AuditEntry.objects.filter(pk=other.pk).update(**{field: getattr(one, field)})
    AuditEntry.objects.filter(pk=one.pk).update(ref="swapping")
    AuditEntry.objects.filter(pk=other.pk).update(ref=one.ref)
    AuditEntry.objects.filter(pk=one.pk).update(ref=other.ref)
    return f"{one.pk} and {other.pk}"


def swap_two_seals(chance: random.Random) -> str:
    one, other = sorted(chance.sample(range(1, Seal.objects.count() + 1), 2))
    for position, at in ((one, -1), (other, one), (-1, other)):
        Seal.objects.filter(position=position).update(position=at)
    return f"{one} and {other}"


def point_a_seal_elsewhere(chance: random.Random) -> str:
    seal = sealed_of(chance)
    Seal.objects.filter(pk=seal.pk).update(entry_id=10**9)
    return f"position {seal.position}"


def edit_a_seal(chance: random.Random) -> str:
    seal = sealed_of(chance)
    place = chance.randrange(64)
    digit = chance.choice([digit for digit in "0123456789abcdef" if digit != seal.mac[place]])
    Seal.objects.filter(pk=seal.pk).update(mac=seal.mac[:place] + digit + seal.mac[place + 1 :])
    return f"position {seal.position}"


def delete_a_sealed_entry(chance: random.Random) -> str:
    seal = sealed_of(chance)
    AuditEntry.objects.filter(pk=seal.entry_id).delete()
    return f"entry {seal.entry_id}"


def delete_a_seal(chance: random.Random) -> str:
    """Of the last one the entry then waits to be sealed; the head still names it."""
    seal = sealed_of(chance)
    Seal.objects.filter(pk=seal.pk).delete()
    return f"position {seal.position}"


def delete_both(chance: random.Random) -> str:
    seal = sealed_of(chance)
    AuditEntry.objects.filter(pk=seal.entry_id).delete()
    Seal.objects.filter(pk=seal.pk).delete()
    return f"position {seal.position}"


def delete_both_and_close_the_gap(chance: random.Random) -> str:
    seal = sealed_of(chance)
    AuditEntry.objects.filter(pk=seal.entry_id).delete()
    Seal.objects.filter(pk=seal.pk).delete()
    for position in range(seal.position + 1, Seal.objects.aggregate(last=Max("position"))["last"] or 0):
        Seal.objects.filter(position=position).update(position=F("position") - 1)
    return f"position {seal.position}"


def cut_the_tail(chance: random.Random) -> str:
    cut = chance.randint(1, Seal.objects.count())
    gone = Seal.objects.filter(position__gt=Seal.objects.count() - cut)
    AuditEntry.objects.filter(pk__in=list(gone.values_list("entry_id", flat=True))).delete()
    gone.delete()
    return f"{cut} places"


def empty_everything(chance: random.Random) -> str:
    Seal.objects.all().delete()
    AuditEntry.objects.all().delete()
    return "all"


def a_forged_entry() -> AuditEntry:
    """As raw SQL would put it there."""
    forged = AuditEntry(
        who="cleo", did="read case", what="case:forged", at=timezone.now(), signature="f" * 64
    )
    return AuditEntry.objects.bulk_create([forged])[0]


def insert_an_entry(chance: random.Random) -> str:
    return f"entry {a_forged_entry().pk}"


def insert_a_copy(chance: random.Random) -> str:
    copied = entry_of(chance)
    copied.pk, copied.ref = None, chance.choice([copied.ref[:-1], new_ref()])
    AuditEntry.objects.bulk_create([copied])
    return f"of {copied.what}"


def insert_behind_the_last_seal(chance: random.Random) -> str:
    position = Seal.objects.count() + 1
    Seal.objects.create(
        position=position, entry_id=a_forged_entry().pk, mac=f"{chance.getrandbits(256):064x}"
    )
    return f"position {position}"


def insert_in_between(chance: random.Random) -> str:
    place = chance.randint(1, Seal.objects.count())
    for position in range(Seal.objects.count(), place - 1, -1):
        Seal.objects.filter(position=position).update(position=position + 1)
    Seal.objects.create(position=place, entry_id=a_forged_entry().pk, mac=f"{chance.getrandbits(256):064x}")
    return f"position {place}"


def rebuild_with_another_key(chance: random.Random) -> str:
    """Change one entry and seal everything anew, as the code would, without knowing the key."""
    import hashlib
    import hmac
    import json

    changed = sealed_of(chance).entry_id
    AuditEntry.objects.filter(pk=changed).update(why="as if it had always been so")
    previous, key = GENESIS, chance.randbytes(32)
    for seal in Seal.objects.order_by("position"):
        entry = AuditEntry.objects.get(pk=seal.entry_id)
        text = json.dumps([previous, seal.position, entry.pk, entry.why])
        previous = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        AuditEntry.objects.filter(pk=entry.pk).update(signature=hmac.new(key, b"x", "sha256").hexdigest())
        Seal.objects.filter(pk=seal.pk).update(mac=previous)
    return f"entry {changed}"


HOW: tuple[Callable[[random.Random], str], ...] = (
    edit_a_text, edit_a_text, edit_a_text, edit_the_time, move_words_between_fields, swap_two_entries, swap_two_seals,
    point_a_seal_elsewhere, edit_a_seal, delete_a_sealed_entry, delete_a_seal, delete_both,
    delete_both_and_close_the_gap, cut_the_tail, cut_the_tail, empty_everything, insert_an_entry, insert_a_copy,
    insert_behind_the_last_seal, insert_in_between, rebuild_with_another_key,
)  # fmt: skip
