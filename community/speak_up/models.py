"""What is kept of a report: sealed bytes, random numbers, a state and days. Nothing here points to a person, and
nothing says at what time."""

import secrets
from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from community.speak_up.states import KEPT_DAYS, State, destroyed_on, due_on


def random_number() -> int:
    """A key that is also SQLite's row number, so that rows lie in a random order."""
    return secrets.randbits(62) + 1


class Apart(models.Model):
    # Not a BigIntegerField: only "integer primary key" is the row number itself.
    pk_number = models.IntegerField(primary_key=True, default=random_number, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"{self.pk_number:016x}"


class ReaderQuerySet(models.QuerySet["Reader"]):
    def offered(self) -> "ReaderQuerySet":
        """Whom a reporter can choose today, those inside first."""
        return self.filter(ended_on=None).order_by("outside", "name")


class Reader(Apart):
    """Somebody reports can be sealed to, as reporters see them. Their account, if any, is not known here."""

    name = models.CharField(max_length=80)
    says = models.CharField(max_length=200, help_text="Who they are, in a sentence for the reporter.")
    outside = models.BooleanField(default=False, help_text="Does not work for the trust.")
    public_key = models.BinaryField(max_length=32)
    ended_on = models.DateField(null=True, blank=True)

    objects = ReaderQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class ReportQuerySet(models.QuerySet["Report"]):
    def open_to(self, reader: Reader | None) -> "ReportQuerySet":
        """Those that were sealed to this reader."""
        return self.filter(keys__reader=reader) if reader is not None else self.none()

    def past_their_days(self, today: date) -> "ReportQuerySet":
        closed = self.filter(state=State.CLOSED, held=False, closed_on__isnull=False)
        return closed.filter(closed_on__lte=today - timedelta(days=KEPT_DAYS))


class Report(Apart):
    lookup = models.BinaryField(max_length=32, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    opened_on = models.DateField(default=timezone.localdate)
    closed_on = models.DateField(null=True, blank=True)
    held = models.BooleanField(default=False, help_text="Not to be deleted by the clock.")
    crowded = models.BooleanField(
        default=False, help_text="Came during a flood, without a sum done by the browser."
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_on__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_on=None)),
                name="a_closed_report_says_since_when",
            )
        ]

    @property
    def due_on(self) -> date | None:
        return due_on(self.state, self.opened_on)

    @property
    def destroyed_on(self) -> date | None:
        return destroyed_on(self.closed_on) if self.closed_on and not self.held else None


class SealedKey(Apart):
    """The report's key, sealed to one reader; to the reporter where `reader` is empty."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="keys")
    reader = models.ForeignKey(Reader, models.PROTECT, null=True, related_name="keys")
    sealed = models.BinaryField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "reader"], name="sealed_once_to_each_reader"),
            models.UniqueConstraint(
                fields=["report"], condition=models.Q(reader=None), name="sealed_once_to_the_reporter"
            ),
        ]


class Entry(Apart):
    """Something that was written or done, sealed. Who, what and in which order stands inside."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="entries")
    day = models.DateField(default=timezone.localdate)
    sealed = models.BinaryField()

    @property
    def place(self) -> str:
        return f"entry:{self.report_id}:{self.pk_number}:{self.day}"


class Attachment(Apart):
    """A file, sealed with its name and kind inside, in one of few sizes. Its head says what it is, its body what it
    holds, so that a list of files opens no file."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="files")
    head = models.BinaryField()
    body = models.BinaryField()

    def place(self, part: str) -> str:
        return f"file:{part}:{self.report_id}:{self.pk_number}"


class Tally(Apart):
    """How many in a quarter, which stays when the reports are gone. Shown when the quarter is over, and never a small
    number."""

    quarter = models.CharField(max_length=6)  # 2026Q4
    what = models.CharField(max_length=12)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quarter", "what"], name="one_tally_of_a_kind")]
