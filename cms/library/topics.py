"""What pages are about, in the editors' own words. Kept in the CMS."""

from django.db import models


class Topic(models.Model):
    name = models.CharField(
        max_length=60, unique=True, help_text="In a member's words: “Sleep”, “Eating with others”."
    )
    slug = models.SlugField(max_length=60, unique=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
