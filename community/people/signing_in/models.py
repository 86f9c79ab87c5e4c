"""What signing in has to remember. No address, no browser's name and no provider's identifier stands here in clear."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, new_ref


class Guesses(models.Model):
    """How often something was tried in a stretch of time. What it was is an HMAC: a name, an address, both."""

    bucket = models.CharField(max_length=64, unique=True)
    stretch = models.BigIntegerField(help_text="Seconds since 1970, divided by the stretch's length.")
    count = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.count} in {self.stretch}"


class OpenSessionQuerySet(models.QuerySet["OpenSession"]):
    def over(self, now: datetime) -> Self:
        """Left alone for too long, or begun too long ago: the next request ends them."""
        return self.filter(Q(seen_at__lte=now - F("idle")) | Q(began_at__lte=now - F("absolute")))


class OpenSession(models.Model):
    """One place where somebody is signed in. Of the browser only a coarse word is kept, of the address nothing."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=40)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    idle = models.DurationField(help_text="How long it lasts when nothing is done.")
    absolute = models.DurationField(help_text="How long it lasts at all.")

    objects = OpenSessionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.person} on {self.device}"


class ShortPassword(models.Model):
    """This person's password is only long enough as long as they hold a second factor."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="short_password")

    def __str__(self) -> str:
        return f"{self.person}"


class ProviderIdentity(models.Model):
    """Somebody's account with a sign-in provider: an HMAC of issuer and subject, never these themselves."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="provider_identities")
    provider = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "provider"], name="one_identity_of_a_provider_each")
        ]

    def __str__(self) -> str:
        return f"{self.person} with {self.provider}"


class NewLock(models.Model):
    """A one-time code with which an existing person chooses a new password and second factor.

    Issued by the care team, by an administrator, or (`issued_by` empty) by whoever runs the machine."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="new_locks")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="new_locks_issued"
    )
    why = models.CharField(max_length=200)
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"New lock {self.ref}"
