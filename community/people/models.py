"""Who somebody is here, and what their key opens. Real names and contact details are not kept in this app's
tables: peers, logs and the index know a person only by the handle they chose."""

import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone

from community.people.roles import MEMBER_ROLES, STAFF_ROLES, Permission, Role

REF_LENGTH = 12


def new_ref() -> str:
    """A public id that tells nothing: not how many there are, nor which came first (60 bits)."""
    alphabet = "23456789abcdefghjkmnpqrstuvwxyz"
    return "".join(secrets.choice(alphabet) for _ in range(REF_LENGTH))


class Trust(models.Model):
    """The one data controller of this installation. Another trust is another installation."""

    name = models.CharField(max_length=120)
    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="one_trust_per_installation")
        ]

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(models.QuerySet["Service"]):
    def where(self, person: Any, permission: Permission) -> "ServiceQuerySet":
        """The services in which this person holds a permission."""
        from community.people.policies import services_where

        return self.filter(pk__in=services_where(person, permission))


class Service(models.Model):
    """A clinical service of the trust: its own rooms, staff and crisis contacts."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    crisis_line = models.CharField(
        max_length=160, blank=True, help_text="The service's own line for urgent help, with its hours."
    )
    crisis_number = models.CharField(max_length=40, blank=True)

    objects = ServiceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(handle__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """Anybody who can sign in. `handle` is what others see and what one signs in with."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    handle = models.CharField(max_length=40, unique=True)
    # What the handle looks like to a reader: "m1a" and "mia" share one, so that nobody can pose as another.
    handle_looks_like = models.CharField(max_length=80, unique=True, editable=False)
    avatar = models.SlugField(default="pebble")
    works_here = models.BooleanField(default=False, help_text="Holds an appointment: needs a second factor.")
    is_active = models.BooleanField(default=True)
    suspended_until = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    rules_agreed = models.CharField(
        max_length=20, blank=True, help_text="Version of the house rules agreed to."
    )
    # Wagtail and comments ask a user for these; members have none, and staff's are their work address and name.
    email = models.EmailField(blank=True)
    first_name = models.CharField(max_length=60, blank=True)
    last_name = models.CharField(max_length=60, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.handle

    def save(self, *args: Any, **kwargs: Any) -> None:
        from community.people.handles import looks_like

        self.handle_looks_like = looks_like(self.handle)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.handle

    def get_short_name(self) -> str:
        return self.handle


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self) -> "AppointmentQuerySet":
        return self.filter(ended_at=None)


class Appointment(models.Model):
    """A member of staff works in a service, in a role. It opens every room of that service to those
    whose role says so, without adding them one by one."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="appointments")
    service = models.ForeignKey(Service, models.CASCADE, related_name="appointments")
    role = models.CharField(
        max_length=20, choices=[(role.value, role.label) for role in Role if role in STAFF_ROLES]
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "service", "role"], condition=models.Q(ended_at=None), name="appointed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.get_role_display()} of {self.service}"


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


class AuditEntry(models.Model):
    """One clinical read, reveal or decision. Text, not foreign keys: it outlives what it describes,
    and holds ids, never what a member wrote. No screen edits it."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    who = models.CharField(max_length=60)
    did = models.CharField(max_length=60)
    what = models.CharField(max_length=120)
    why = models.CharField(max_length=200, blank=True)
    where = models.CharField(max_length=60, blank=True, help_text="The service, by its slug.")

    class Meta:
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who} {self.did} {self.what}"
