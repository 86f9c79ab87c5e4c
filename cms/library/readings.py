"""What one reader keeps of one page: a bookmark, whether it helped, where a video was left."""

from typing import Any

from django.conf import settings
from django.db import models
from wagtail.models import Page


class ReadingQuerySet(models.QuerySet["Reading"]):
    def of(self, person: Any, page: Page) -> "Reading | None":
        return self.filter(person=person, page=page).first()

    def kept_by(self, person: Any) -> "ReadingQuerySet":
        return self.filter(person=person, kept_at__isnull=False)


class Reading(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    kept_at = models.DateTimeField(null=True)
    helped = models.BooleanField(null=True)
    left_at_s = models.PositiveIntegerField(
        default=0, help_text="Seconds into the video; 0 at its beginning or end."
    )

    wagtail_reference_index_ignore = True
    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "page"], name="one_reading_of_a_page")]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.page_id}"
