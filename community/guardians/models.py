"""A guardian's key as it is kept: locked by a passphrase that nobody else knows. Nothing here is about a report."""

from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models import Person


class CustodyQuerySet(models.QuerySet["Custody"]):
    def in_force(self) -> "CustodyQuerySet":
        return self.filter(ended_on=None)

    def visible_to(self, person: Any) -> "CustodyQuerySet":
        """One's own."""
        return self.in_force().filter(person=person)


class Custody(models.Model):
    """`reader_ref` is how reports know this key (community.speak_up.Reader.ref). `wrapped` opens with the passphrase,
    `escrow` with the recovery key, where there was one when the key was made."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="speak_up_keys")
    reader_ref = models.CharField(max_length=16, unique=True)
    public_key = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16)
    wrapped = models.BinaryField(max_length=256)
    escrow = models.BinaryField(max_length=256, blank=True)
    mail_to = models.EmailField(blank=True)
    made_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)

    objects = CustodyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_on=None), name="a_guardian_has_one_key"
            )
        ]

    def __str__(self) -> str:
        return f"Key of {self.person}"


class RecoveryKey(models.Model):
    """Opens the escrow of every key that was made while it stands. Its other half was shown once, in three parts, to
    the three people named here, and is kept nowhere."""

    public_key = models.BinaryField(max_length=32)
    holders = models.JSONField(default=list)
    made_on = models.DateField(default=timezone.localdate)
    stands = models.BooleanField(
        null=True, default=True, unique=True, help_text="Empty: another took its place."
    )

    def __str__(self) -> str:
        return f"Recovery key of {self.made_on}"


class Bell(models.Model):
    """The fixed hours at which guardians are told to look. One row an hour, whatever came."""

    day = models.DateField()
    hour = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "hour"], name="a_bell_rings_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.hour}:00"
