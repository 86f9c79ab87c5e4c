"""Keys, and the rooms that they opened."""

from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models.person import Person
from community.people.models.refs import REF_LENGTH, new_ref
from community.people.models.services import Service
from community.people.roles import MEMBER_ROLES, Permission, Role


class KeyQuerySet(models.QuerySet["Key"]):
    def visible_to(self, person: Any) -> "KeyQuerySet":
        """Keys of the services in which this person issues them."""
        from community.people.policies import services_where

        return self.filter(service__in=services_where(person, Permission.ISSUE_KEYS))


class Key(models.Model):
    """An invitation. The code itself is shown once and never stored: only its SHA-256 digest is."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="keys")
    rooms = models.ManyToManyField("rooms.Room", related_name="keys")
    role = models.CharField(
        max_length=20, choices=[(role.value, role.label) for role in Role if role in MEMBER_ROLES]
    )
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="keys_issued")
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    opens_until = models.DateField(
        null=True, blank=True, help_text="The last day the rooms stay open; empty: no end."
    )
    redeemed_at = models.DateTimeField(null=True, blank=True)
    redeemed_by = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="key")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    objects = KeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(redeemed_at=None, redeemed_by=None)
                | models.Q(redeemed_at__isnull=False, redeemed_by__isnull=False),
                name="key_redeemed_at_and_by_together",
            )
        ]

    def __str__(self) -> str:
        return f"Key {self.ref}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self) -> "MembershipQuerySet":
        today = timezone.localdate()
        return self.filter(models.Q(ended_at=None), models.Q(last_day=None) | models.Q(last_day__gte=today))


class Membership(models.Model):
    """One room that one member's key opens, and in which role they are there."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    room = models.ForeignKey("rooms.Room", models.CASCADE, related_name="memberships")
    role = models.CharField(
        max_length=20, choices=[(role.value, role.label) for role in Role if role in MEMBER_ROLES]
    )
    key = models.ForeignKey(Key, models.PROTECT, null=True, blank=True, related_name="memberships")
    last_day = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "room"], condition=models.Q(ended_at=None), name="member_of_a_room_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.room}"
