"""60, 30 and 0 days before a page has to be reviewed, whoever answers for it is told. Once each: a row says so."""

from datetime import date, timedelta

from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Page

from cms.gated import RoomPage, room_page_models
from cms.library.review import telling

DAYS_BEFORE = (60, 30, 0)


class ReviewReminder(models.Model):
    """`days` before `review_by` of this page somebody was told. Accredited anew, it has another day and new rows."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    review_by = models.DateField()
    days = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "review_by", "days"], name="reminded_once_of_a_day"),
            models.CheckConstraint(
                condition=models.Q(days__in=DAYS_BEFORE), name="reminded_60_30_or_0_days_before"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days} days before {self.review_by}: page {self.page_id}"


def remind(now: date | None = None) -> None:
    """The timer's entry. After days without a clock each page is spoken of once, not once for each day missed."""
    today = now or timezone.localdate()
    for model in room_page_models():
        due = model.objects.live().filter(review_by__lte=today + timedelta(days=max(DAYS_BEFORE)))
        for page in due.order_by("pk"):
            _remind_of(page, today)


@transaction.atomic
def _remind_of(page: RoomPage, today: date) -> None:
    day = page.review_by
    assert day is not None  # nothing goes live without it
    passed = [days for days in DAYS_BEFORE if day - timedelta(days=days) <= today]
    rows = [ReviewReminder(page_id=page.pk, review_by=day, days=days) for days in passed]
    known = ReviewReminder.objects.filter(page=page.pk, review_by=day).count()
    if known < len(rows):
        ReviewReminder.objects.bulk_create(rows, ignore_conflicts=True)
        telling.due(page)
