"""What somebody is told, how they want to be told, and the mails that are owed. None of these holds a word of
anybody: what a notice says is made when it is read."""

from collections.abc import Collection
from datetime import time
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from community.muting.policies import is_muted
from community.notices.kinds import NoticeKind, how, sources
from community.people.models import REF_LENGTH, Person, new_ref


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, person: Any, kinds: Collection[str] | None = None) -> "NoticeQuerySet":
        """One's own, about what one may know of now, and not by somebody one muted. One condition for the page,
        the number in the header and the mail. `kinds` leaves the others out, with what each would cost to ask."""
        from community.people.policies import is_welcome

        if not is_welcome(person):
            return self.none()
        known: Any = Q(pk__in=[])
        for source in sources():
            if kinds is not None and not set(source.kinds) & set(kinds):
                continue
            standing = source.stands(person).filter(pk=OuterRef("about_id"))
            known |= Q(kind__in=source.kinds) & Exists(standing)
        off = KindOff.objects.filter(person=person, kind=OuterRef("kind"))
        mine = self.filter(known, person=person).exclude(Exists(off))
        return mine if person.works_here else mine.exclude(is_muted(person, "by"))

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(models.Model):
    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    # The row it is about; the kind says of which model.
    about_id = models.BigIntegerField()
    by = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    # When it was decided whether a mail is owed for it; empty: still to be decided.
    planned_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            # Told again it is new again, and stands once.
            models.UniqueConstraint(fields=["person", "kind", "about_id"], name="told_once_of_a_thing"),
        ]
        indexes = [
            # Read by the page of notices: one's own, the newest first.
            models.Index(fields=["person", "-at", "-id"], name="notices_of_a_person"),
            # Read by the frame of every page: how many are new.
            models.Index(fields=["person"], condition=Q(read_at=None), name="unread_notices"),
            # Read by the job that plans mails.
            models.Index(fields=["at"], condition=Q(planned_at=None), name="notices_to_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"


class Rhythm(models.TextChoices):
    NEVER = "never", "Never"
    SOON = "soon", "Soon after, at most every four hours"
    DAILY = "daily", "Once a day at most"
    WEEKLY = "weekly", "Once a week at most, on a Monday"


QUIET_FROM, QUIET_UNTIL = time(21), time(8)


class NoticeSettings(models.Model):
    """How one person wants to be told. Without a row everything is as its kind says."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="notice_settings")
    # Kind -> whether a mail follows, where the person has said so.
    mailed = models.JSONField(default=dict)
    rhythm = models.CharField(max_length=8, choices=Rhythm, default=Rhythm.DAILY)
    # By the clock of the trust; from after until: across midnight. The same twice: no quiet hours.
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)

    def __str__(self) -> str:
        return f"How {self.person_id} is told"

    def mails(self, kind: str) -> bool:
        """Staff, who are here every day, get a mail of what is for staff alone unless they ask for more."""
        usual = how(kind).mailed and (how(kind).for_staff or not self.person.works_here)
        return bool(self.mailed.get(kind, usual))


class KindOff(models.Model):
    """A kind that somebody does not want to be told of."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=NoticeKind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="switched_off_once")]

    def __str__(self) -> str:
        return f"{self.person_id} does not want {self.kind}"


class MailKind(models.TextChoices):
    """What a mail is, which is all it may say."""

    NEW = "new", "Something new"
    DIGEST = "digest", "Something new since a day or a week"


class LetterState(models.TextChoices):
    OWED = "owed", "Owed"
    SENDING = "sending", "Being handed over"
    SENT = "sent", "Handed over to the mail server"
    NOT_NEEDED = "not_needed", "Not sent: nothing is new, or it is not wanted"
    UNSURE = "unsure", "Whoever was sending it died; never sent again"
    GIVEN_UP = "given_up", "The mail server never took it"


class Letter(models.Model):
    """A mail that is owed to somebody. Its row is the debt: a job claims it, hands it over, and says so.

    Between "being handed over" and "handed over" nobody can know whether the server has it: a letter whose sender died
    there is not sent again."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=MailKind)
    state = models.CharField(max_length=12, choices=LetterState, default=LetterState.OWED)
    owed_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(
        max_length=60, blank=True, help_text="The kind of the last error. No word of it."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="owed"), name="one_letter_is_owed_to_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False), name="what_is_sent_was_claimed"
            ),
        ]
        indexes = [
            # Read by the job: what is due.
            models.Index(fields=["due_at"], condition=Q(state="owed"), name="letters_due"),
            # Read when a letter is planned: when was the last one sent?
            models.Index(fields=["person", "-ended_at"], name="letters_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person_id}: {self.state}"


class StopLink(models.Model):
    """The way out that stands in one mail. Only what the token hashes to is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    hashed = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"A way out for {self.person_id}"
