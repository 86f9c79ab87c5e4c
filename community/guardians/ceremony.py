"""Making keys, opening them, and getting one back when a passphrase is lost. Each use of a key is in the audit log."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from community.guardians import keys
from community.guardians.models import Custody, RecoveryKey
from community.people import audit
from community.people.models import Person
from community.people.policies import may, require
from community.people.roles import Permission
from community.speak_up import sealing, storage
from community.speak_up.models import Reader

WHAT = "speak-up"
SHORTEST = 16


class AlreadyHasOne(Exception):
    """One key a guardian; another would not open what was sealed to the first."""


class NoRecovery(Exception):
    """The key was made when no recovery key stood: without the passphrase it opens no more."""


def make_recovery(*, holders: list[str]) -> list[str]:
    """A new recovery key; returns its three parts, which are shown once. Keys that exist keep their escrow: it opens
    with the parts of its own time, so those are kept too."""
    private = sealing.new_private()
    with transaction.atomic():
        RecoveryKey.objects.filter(stands=True).update(stands=None)
        RecoveryKey.objects.create(public_key=sealing.public_of(private), holders=holders)
    return keys.in_parts(private)


def make_key(
    *, by: Person, name: str, says: str, outside: bool, passphrase: str, mail_to: str = ""
) -> Custody:
    """From now on reporters can choose this guardian."""
    require(may(by, Permission.READ_SPEAK_UP), "Only a speak-up guardian has such a key.")
    private = sealing.new_private()
    public, wrapped = sealing.public_of(private), keys.wrap(private, passphrase)
    recovery = RecoveryKey.objects.filter(stands=True).first()
    reader = Reader(name=name, says=says, outside=outside, public_key=public)
    with transaction.atomic():
        if Custody.objects.in_force().filter(person=by).exists():
            raise AlreadyHasOne
        made = Custody.objects.create(
            person=by, reader_ref=reader.ref, public_key=public, salt=wrapped.salt, wrapped=wrapped.wrapped,
            escrow=sealing.seal_to(recovery.public_key, private) if recovery else b"", mail_to=mail_to,
        )  # fmt: skip
        audit.write(who=by, did="made a speak-up key", what=WHAT)
        reader.save(force_insert=True)
    storage.settle()
    return made


def unlock(*, custody: Custody, passphrase: str, by: Person) -> bytes:
    """The private key. Raises WrongPassphrase, which is in the log as well."""
    require(custody.person_id == by.pk, "This is the key of somebody else.")
    try:
        private = keys.unwrap(custody.wrapped, custody.salt, passphrase)
    except keys.WrongPassphrase:
        audit.write(who=by, did="failed to unlock a speak-up key", what=WHAT)
        raise
    audit.write(who=by, did="unlocked a speak-up key", what=WHAT)
    return private


@transaction.atomic
def change_passphrase(*, custody: Custody, private: bytes, passphrase: str, by: Person) -> None:
    """The key stays the same; whoever saw the old passphrase opens it no more."""
    require(custody.person_id == by.pk, "This is the key of somebody else.")
    require(sealing.public_of(private) == bytes(custody.public_key), "This is another key.")
    wrapped = keys.wrap(private, passphrase)
    custody.salt, custody.wrapped = wrapped.salt, wrapped.wrapped
    custody.save(update_fields=["salt", "wrapped"])
    audit.write(who=by, did="changed a speak-up passphrase", what=WHAT)


@transaction.atomic
def recover(*, custody: Custody, parts: list[str], passphrase: str, by: Person) -> bytes:
    """Two holders bring their parts; the guardian whose key it is sets a new passphrase. Raises WrongParts, NoRecovery."""
    require(custody.person_id == by.pk, "This is the key of somebody else.")
    if not custody.escrow:
        raise NoRecovery
    try:
        private = sealing.unseal(custody.escrow, keys.from_parts(parts))
    except sealing.Unreadable as error:
        raise keys.WrongParts from error
    audit.write(who=by, did="recovered a speak-up key", what=WHAT)
    change_passphrase(custody=custody, private=private, passphrase=passphrase, by=by)
    return private


def end_of_those_who_left(*, today: date | None = None) -> int:
    """Whoever is no guardian any more cannot be chosen any more, and their key opens nothing new."""
    today, ended = today or timezone.localdate(), 0
    for custody in Custody.objects.in_force().select_related("person"):
        if may(custody.person, Permission.READ_SPEAK_UP):
            continue
        Reader.objects.filter(public_key=custody.public_key).update(ended_on=today)
        Custody.objects.filter(pk=custody.pk).update(ended_on=today)
        ended += 1
    return ended
