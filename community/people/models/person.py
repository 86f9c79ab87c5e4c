"""Who somebody is here. Real names and contact details are not kept in these tables: peers, logs and the
index know a person only by the handle they chose."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone

from community.people.models.refs import REF_LENGTH, new_ref


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, viewer: Any) -> "PersonQuerySet":
        """Who holds, or held, a key or an appointment in a service where the viewer may see who enters."""
        from community.people.policies import services_where
        from community.people.roles import Permission

        services = services_where(viewer, Permission.SEE_WHO_ENTERS)
        return self.filter(
            models.Q(memberships__room__service__in=services) | models.Q(appointments__service__in=services)
        ).distinct()


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]
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
    opens_notes = models.BooleanField(
        default=False,
        help_text="Shows posts with a content note opened; otherwise they are closed until asked for.",
    )
    veils_previews = models.BooleanField(
        default=False, help_text="Of who works a desk: what was said is closed in lists until they open it."
    )
    rules_agreed = models.CharField(
        max_length=20, blank=True, help_text="Version of the house rules agreed to."
    )
    consent_agreed = models.CharField(
        max_length=20, blank=True, help_text="Version of “who reads this, and when” agreed to."
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
        from community.people.joining.handles import looks_like

        self.handle_looks_like = looks_like(self.handle)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.handle

    def get_short_name(self) -> str:
        return self.handle
