"""Accredited documents, and the files and pictures in them."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.documents.models import AbstractDocument
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page
from wagtail.search import index

from cms.gated import IndexPage, RoomPage, StaysAsApproved
from cms.library.blocks import LibraryBlocks
from cms.library.plain import reading_age
from cms.library.readings import Reading
from cms.library.review.reminders import ReviewReminder
from cms.library.review.steps import Accredit, ClinicalReview, PlainEnglishCheck
from cms.library.review.turns import ReviewTurn
from cms.library.topics import Topic
from cms.library.uploads import InRandomFolder

__all__ = [
    "Accredit",
    "ClinicalReview",
    "LibraryFile",
    "LibraryImage",
    "LibraryIndexPage",
    "LibraryPage",
    "LibraryRendition",
    "PlainEnglishCheck",
    "Reading",
    "ReviewReminder",
    "ReviewTurn",
    "Topic",
]


class LibraryFile(StaysAsApproved, AbstractDocument):
    """A file to download. Who may have it is said by the pages that use it (`cms/files.py`)."""

    file = models.FileField(upload_to=InRandomFolder("documents"))
    approved = ("file", "title")  # the title is the text of the link

    admin_form_fields = ("title", "file", "collection", "tags")

    @property
    def url(self) -> str:
        """Always through `cms/files.py`, links in rich text included; Wagtail's own address is shut."""
        return self.file.url


class LibraryImage(StaysAsApproved, AbstractImage):
    admin_form_fields = ("title", "file", "description", "collection", "tags",
                         "focal_point_x", "focal_point_y",
                         "focal_point_width", "focal_point_height")  # fmt: skip

    def get_upload_to(self, filename: str) -> str:
        return InRandomFolder("pictures")(self, filename)


class LibraryRendition(AbstractRendition):
    image = models.ForeignKey(LibraryImage, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_filter"
            )
        ]

    def get_upload_to(self, filename: str) -> str:
        return InRandomFolder("renditions")(self, filename)


class Format(models.TextChoices):
    GUIDE = "guide", "Guide"
    WORKSHEET = "worksheet", "Worksheet or plan"
    STORY = "story", "Story"
    FACTS = "facts", "Facts and rights"


class LibraryPage(RoomPage):
    """One document, HTML first; files to download stand in its body."""

    shelf = "library"
    format = models.CharField("kind", max_length=10, choices=Format, default=Format.GUIDE)
    # Reckoned when it is saved: cms/library/plain.py.
    reading_age = models.PositiveSmallIntegerField(null=True, editable=False)
    body = StreamField(LibraryBlocks(), blank=True)

    content_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("format"),
        FieldPanel("body"),
        RoomPage.readers,
        RoomPage.accreditation,
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = ["library.LibraryIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "library/library_page.html"

    class Meta:
        verbose_name = "library document"

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.reading_age = reading_age("\n".join(self.body.stream_block.get_searchable_content(self.body)))
        return super().save(*args, **kwargs)

    @property
    def downloads(self) -> Iterator[LibraryFile]:
        """Its files, in the order in which they stand in it."""
        return (block.value["file"] for block in self.body if block.block_type == "download")


class LibraryIndexPage(IndexPage):
    lists = LibraryPage
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["library.LibraryPage"]
    template = "library/library_index_page.html"

    class Meta:
        verbose_name = "library"
