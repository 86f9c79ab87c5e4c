"""What helpers sign up for, and how they are."""

from typing import Any

from django.db import models
from django.db.models.functions import TruncDate
from django.utils import timezone

from community.people.models import REF_LENGTH, Membership, Person, Service, Training, new_ref
from community.people.policies import services_where
from community.people.roles import Permission, Role


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, person: Any) -> "SessionQuerySet":
        """Of services in which one helps, and of those whose rota one keeps."""
        from community.helping.policies import helps_in

        kept = services_where(person, Permission.MODERATE)
        return self.filter(models.Q(service__in=helps_in(person)) | models.Q(service__in=kept))

    def to_come(self) -> "SessionQuerySet":
        return self.filter(cancelled_at=None, ends_at__gt=timezone.now())

    def with_sign_ups(self) -> "SessionQuerySet":
        signed = SignUp.objects.counting().select_related("person").order_by("pk")
        return self.prefetch_related(models.Prefetch("sign_ups", signed))


class Session(models.Model):
    """A time at which the team wants helpers about: an evening in the living room, an hour of welcomes."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="helper_sessions")
    what = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.PositiveSmallIntegerField(default=2)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="a_session_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}, {self.starts_at:%Y-%m-%d %H:%M}"


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def counting(self) -> "SignUpQuerySet":
        """Of who will stand as a helper on the day: with a key and a training that reach it. Nobody has to take the
        others off; the place of a training that ends, or is withdrawn, is free again."""
        day = models.OuterRef("day")
        held = Membership.objects.in_force().filter(
            models.Q(last_day=None) | models.Q(last_day__gte=day), person=models.OuterRef("person"),
            role=Role.RECOVERED, room__service=models.OuterRef("session__service"),
        )  # fmt: skip
        trained = Training.objects.filter(
            person=models.OuterRef("person"), service=models.OuterRef("session__service"), withdrawn_at=None,
            trained_on__lte=day, last_day__gte=day,
        )  # fmt: skip
        dated = self.alias(day=TruncDate("session__starts_at"))
        return dated.filter(models.Exists(held), models.Exists(trained), person__is_active=True)


class SignUp(models.Model):
    session = models.ForeignKey(Session, models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_ups")
    at = models.DateTimeField(default=timezone.now)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="signed_up_once")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.session_id}"


class Mood(models.TextChoices):
    GOOD = "good", "Good"
    SO_SO = "so-so", "So-so"
    NOT_GOOD = "not-good", "Not so good"


class WelfareCheck(models.Model):
    """A helper's own look at how they are. Theirs alone: no page, search or report shows it to anybody else."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="welfare_checks")
    at = models.DateTimeField(default=timezone.now)
    mood = models.CharField(max_length=10, choices=Mood)
    rested = models.BooleanField()
    weighs_on_me = models.BooleanField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Check of {self.person_id}"

    @property
    def is_hard(self) -> bool:
        return self.mood == Mood.NOT_GOOD or (self.weighs_on_me and not self.rested)
