"""What a service sets for itself, in the CMS, without a release. Read from the database whenever it is used."""

import re
from datetime import time

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.fields import ParentalKey

from community.people.models.services import Service


class CrisisContact(models.Model):
    """Whom to call or text. Shown on the help page, and beside the message to somebody who wrote that they are
    not safe. The emergency number of the house is never among them: it is always there."""

    class How(models.TextChoices):
        CALL = "call", "Call"
        TEXT = "text", "Text"

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="crisis_contacts")
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    name = models.CharField(max_length=80, help_text="Who answers, such as “Duty line”.")
    how = models.CharField(max_length=4, choices=How, default=How.CALL)
    number = models.CharField(
        "number or text", max_length=60, help_text="“01632 960001”, or for a text “HELP to 85258”."
    )
    hours = models.CharField(max_length=80, blank=True, help_text="“9am to 5pm, Monday to Friday”.")

    sort_order_field = "sort_order"

    class Meta:
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    def clean(self) -> None:
        if len(re.sub(r"\D", "", self.number)) < 3:
            raise ValidationError({"number": "Write the number to call or text, in digits."})

    @property
    def href(self) -> str:
        """What a phone opens: the digits to call, or the last number of "HELP to 85258" with its word."""
        if self.how == self.How.CALL:
            return "tel:" + re.sub(r"[^\d+]", "", self.number)
        word, _to, number = self.number.rpartition(" to ")
        return f"sms:{re.sub(r'[^0-9+]', '', number)}" + (f"?body={word.strip()}" if word.isalnum() else "")


class OpeningHours(models.Model):
    """One stretch of one weekday in which the team of the service works. A day without one is closed."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField(default=time(9))
    closes = models.TimeField(default=time(17), help_text="23:59 for “until midnight”.")

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__range=(0, 6)), name="weekday_is_0_to_6"),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="a_service_closes_after_it_opens",
                violation_error_message="It has to close after it opens, on the same day.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"


class ClosedDay(models.Model):
    """A day on which the team does not work, whatever the weekday says: a bank holiday."""

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="closed_days")
    day = models.DateField()
    why = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["service", "day"], name="a_day_is_closed_once")]

    def __str__(self) -> str:
        return f"{self.day:%-d %B %Y}"


class ClaimTarget(models.Model):
    """By when somebody should have claimed a case of this priority, in place of the house's own figure."""

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="claim_targets")
    priority = models.PositiveSmallIntegerField(
        choices=[(1, "1, now"), (2, "2, today"), (3, "3, routine")],
    )
    minutes = models.PositiveIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(7 * 24 * 60)],
        help_text="Without one: 15 minutes, 4 hours, and the end of the next day on which the service is open.",
    )

    class Meta:
        ordering = ["priority"]
        constraints = [
            models.UniqueConstraint(fields=["service", "priority"], name="one_target_a_priority"),
            models.CheckConstraint(
                condition=models.Q(priority__range=(1, 3), minutes__gte=1), name="claim_target_is_possible"
            ),
        ]

    def __str__(self) -> str:
        return f"P{self.priority} within {self.minutes} min"


class WordList(models.Model):
    """Words of the service's own: its wards, its staff, its slang."""

    class Use(models.TextChoices):
        NAMES = "names", "May not stand in a name that a member chooses"
        NOTES = "notes", "A content note of this name is suggested when they stand in a post"
        WATCH = "watch", "Texts in our rooms that hold one of them are shown on our desk, as routine"

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="word_lists")
    name = models.CharField(max_length=60)
    use = models.CharField(max_length=5, choices=Use, default=Use.NAMES)
    words = models.TextField(
        max_length=20_000,
        help_text="One word or phrase a line; the first 500 count. For the desk, a word that everybody uses (“food”, "
        "“home”) counts only as part of a phrase. For content notes, “topic:purging” means whatever the judge finds of "
        "that topic.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["service", "name"], name="word_list_named_once")]

    def __str__(self) -> str:
        return self.name

    def lines(self) -> list[str]:
        """The words, without empty lines and doubles, in the order they were written."""
        return list(
            dict.fromkeys(line.strip().casefold() for line in self.words.splitlines() if line.strip())
        )


class Retention(models.Model):
    """How long the service keeps something. Each kind is one that a job of the building knows to remove."""

    class Kind(models.TextChoices):
        UNUSED_KEYS = "unused_keys", "Keys that nobody opened, with the identity filled in for them"

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="retentions")
    kind = models.CharField(max_length=20, choices=Kind)
    days = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(3650)], help_text="Days after its end."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "kind"], name="kept_for_one_time_a_kind"),
            models.CheckConstraint(condition=models.Q(days__gte=1), name="kept_for_a_day_at_least"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.days} days"
