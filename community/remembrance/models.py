"""That a member has died, who has been told, and what becomes of their words."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from community.people.models import REF_LENGTH, Person, Service, new_ref
from community.people.policies import services_where
from community.people.roles import Permission
from community.remembrance.states import State


class Wish(models.TextChoices):
    """What the family, or the trust where there is none, wants for what they wrote."""

    KEEP = "keep", "Their words stay as they are"
    REMEMBER = "remember", "Their words stay, and their page says that they have died"
    HIDE = "hide", "Their words are taken from view; the record keeps them"


class DeathQuerySet(models.QuerySet["Death"]):
    def visible_to(self, person: Any) -> "DeathQuerySet":
        """For who keeps the care teams of the service, and who runs it."""
        own = services_where(person, Permission.KEEP_CARE_TEAM) | services_where(
            person, Permission.MANAGE_SERVICE
        )
        return self.filter(service__in=own)

    def standing(self) -> "DeathQuerySet":
        return self.exclude(state=State.MISTAKEN)


class Death(models.Model):
    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="deaths")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.TOLD)
    died_on = models.DateField(null=True)
    how_known = models.CharField(max_length=300)
    told_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    wish = models.CharField(max_length=8, choices=Wish, default=Wish.KEEP)
    wished_by = models.CharField(max_length=120, blank=True)
    # Shown on their page, where the wish is to be remembered.
    words = models.TextField(blank=True)
    # For the way back. What was taken from view for this alone: `Taken`.
    was_active = models.BooleanField()
    # Whether all their words are as the wish says; `of`: how many there were to do when it was chosen.
    is_carried_out = models.BooleanField(default=True)
    of = models.PositiveIntegerField(default=0)

    objects = DeathQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=~models.Q(state="mistaken"), name="one_death_stands_for_a_person"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="a_confirmed_death_says_by_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("told_by")),
                name="a_death_is_confirmed_by_another",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Death {self.ref}"

    def get_absolute_url(self) -> str:
        return reverse("death", args=[self.ref])

    @property
    def hides(self) -> bool:
        return self.state == State.CONFIRMED and self.wish == Wish.HIDE


class Taken(models.Model):
    """One thing of theirs that was taken from view because of this, so that another wish brings back just that."""

    class What(models.TextChoices):
        LINE = "line", "Line in a living room"
        POST = "post", "Post"
        STORY = "story", "Story"
        HELD = "held", "Post waiting for a moderator"
        MESSAGE = "message", "Message to another member"
        ABOUT = "about", "What they say about themselves"

    death = models.ForeignKey(Death, models.CASCADE, related_name="taken")
    what = models.CharField(max_length=7, choices=What)
    source_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["death", "what", "source_id"], name="a_thing_is_taken_once")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.source_id}"


class Announced(models.Model):
    """That rooms were told: the same form sent twice tells them once."""

    death = models.ForeignKey(Death, models.CASCADE, related_name="announced")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    send_key = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["death", "send_key"], name="rooms_are_told_once")]

    def __str__(self) -> str:
        return f"Told at {self.at:%Y-%m-%d %H:%M}"


class Told(models.Model):
    """One line of the list: who has to be told, and who did it when."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    death = models.ForeignKey(Death, models.CASCADE, related_name="list")
    who = models.CharField(max_length=200)
    name = models.CharField(max_length=120, blank=True)
    on = models.DateField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(on=None, by=None) | models.Q(on__isnull=False, by__isnull=False),
                name="who_was_told_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.who
