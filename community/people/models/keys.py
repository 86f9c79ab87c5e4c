"""Keys, and the rooms that they opened."""

import uuid
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from community.people.models.person import Person
from community.people.models.refs import REF_LENGTH, new_ref
from community.people.models.services import Service
from community.people.roles import MEMBER_ROLES, STAFF_ROLES, Permission, Role

# A number of the clinic's own: too short, and too plain, for a name with a surname. It stands on the slip and beside
# the handle, so it is no NHS number either, nor one with a wrong digit: ten digits and nothing else are refused.
REFERENCE = RegexValidator(
    r"\A(?=.*\d)(?!-*(?:\d-*){10}\Z)[A-Za-z0-9-]{1,20}\Z",
    "Use up to 20 letters, digits and dashes, with a digit in it. Not a name, and not an NHS number.",
)


class State(models.TextChoices):
    WAITING = "waiting", "Waiting"
    OPENED = "opened", "Opened"
    EXPIRED = "expired", "Out of date"
    WITHDRAWN = "withdrawn", "Withdrawn"


class KeyBatchQuerySet(models.QuerySet["KeyBatch"]):
    def visible_to(self, person: Any) -> "KeyBatchQuerySet":
        from community.people.policies import services_where

        return self.filter(service__in=services_where(person, Permission.ISSUE_KEYS))


class KeyBatch(models.Model):
    """Keys that were issued together, from one file."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="key_batches")
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="key_batches")
    issued_at = models.DateTimeField(default=timezone.now)
    once = models.UUIDField(
        unique=True, default=uuid.uuid4, help_text="The form that asked for them: sent twice, it issues once."
    )

    objects = KeyBatchQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Batch {self.ref}"


class KeyQuerySet(models.QuerySet["Key"]):
    def visible_to(self, person: Any) -> "KeyQuerySet":
        """Members' keys of the services in which this person issues them; keys to staff roles of those they run."""
        from community.people.policies import services_where

        members = models.Q(service__in=services_where(person, Permission.ISSUE_KEYS), role__in=MEMBER_ROLES)
        staff = models.Q(service__in=Service.objects.run_by(person), role__in=STAFF_ROLES)
        return self.filter(members | staff)

    def issuers_of(self, keys: "KeyQuerySet") -> models.QuerySet[Person]:
        """Who issued any of these keys, by name."""
        return Person.objects.filter(pk__in=keys.values("issued_by")).order_by("handle")

    def in_state(self, state: str, now: Any = None) -> "KeyQuerySet":
        now = now or timezone.now()
        if state == State.WITHDRAWN:
            return self.exclude(withdrawn_at=None)
        standing = self.filter(withdrawn_at=None)
        if state == State.OPENED:
            return standing.exclude(redeemed_at=None)
        unopened = standing.filter(redeemed_at=None)
        return (
            unopened.filter(expires_at__gt=now)
            if state == State.WAITING
            else unopened.filter(expires_at__lte=now)
        )


class Key(models.Model):
    """An invitation. The code itself is shown once and never stored: only its SHA-256 digest is.

    To a member role it names rooms of its service; to a staff role none, and who opens it is appointed."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="keys")
    rooms = models.ManyToManyField("rooms.Room", related_name="keys", blank=True)
    role = models.CharField(max_length=20, choices=Role)
    batch = models.ForeignKey(KeyBatch, models.PROTECT, null=True, blank=True, related_name="keys")
    reference = models.CharField(
        max_length=20,
        blank=True,
        validators=[REFERENCE],
        help_text="A number of the clinic’s own, never a name.",
    )
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="keys_issued")
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    opens_until = models.DateField(
        null=True, blank=True, help_text="The last day the rooms stay open; empty: no end."
    )
    apart_why = models.CharField(
        max_length=200, blank=True, help_text="Why it opens rooms that are never together."
    )
    redeemed_at = models.DateTimeField(null=True, blank=True)
    redeemed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="keys_held")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="keys_withdrawn"
    )

    objects = KeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(redeemed_at=None, redeemed_by=None)
                | models.Q(redeemed_at__isnull=False, redeemed_by__isnull=False),
                name="key_redeemed_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | ~models.Q(withdrawn_why=""),
                name="a_withdrawn_key_says_why",
            ),
        ]
        indexes = [
            # Read by the list of keys: those of a service, the newest first.
            models.Index(fields=["service", "-issued_at", "-id"], name="keys_of_a_service"),
        ]

    def __str__(self) -> str:
        return f"Key {self.ref}"

    @property
    def is_for_staff(self) -> bool:
        return self.role in STAFF_ROLES

    @property
    def state(self) -> State:
        if self.withdrawn_at:
            return State.WITHDRAWN
        if self.redeemed_at:
            return State.OPENED
        return State.WAITING if self.expires_at > timezone.now() else State.EXPIRED


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self) -> "MembershipQuerySet":
        today = timezone.localdate()
        return self.filter(models.Q(ended_at=None), models.Q(last_day=None) | models.Q(last_day__gte=today))


class Membership(models.Model):
    """One room that one member's key opens, and in which role they are there. Two keys may open the same room:
    withdrawing one leaves what the other opens."""

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
                fields=["person", "room", "key"], condition=models.Q(ended_at=None),
                name="a_key_opens_a_room_once",
            ),
            models.UniqueConstraint(
                fields=["person", "room"], condition=models.Q(ended_at=None, key=None),
                name="member_of_a_room_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} in {self.room}"
