"""Videos, and the pages that show them."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.html import strip_tags
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtailmedia.edit_handlers import MediaChooserPanel
from wagtailmedia.models import AbstractMedia

from cms.gated import GatedQuerySet, IndexPage, RoomPage, StaysAsApproved
from cms.library.uploads import InRandomFolder
from cms.television.captions import check_captions, check_video


class Video(StaysAsApproved, AbstractMedia):
    """The video file with its captions. Who may have them: see `cms/files.py`."""

    file = models.FileField(
        upload_to=InRandomFolder("videos"),
        validators=[FileExtensionValidator(["mp4", "webm"]), check_video],
        help_text="MP4 or WebM.",
    )
    captions = models.FileField(
        upload_to=InRandomFolder("captions"),
        validators=[FileExtensionValidator(["vtt"]), check_captions],
        help_text="What is said and heard, as a WebVTT file.",
    )
    thumbnail = models.FileField("still picture", upload_to=InRandomFolder("posters"), blank=True)
    approved = ("file", "captions", "thumbnail")

    admin_form_fields = (
        "title",
        "file",
        "captions",
        "thumbnail",
        "collection",
        "duration",
        "width",
        "height",
        "tags",
    )

    class Meta(AbstractMedia.Meta):
        verbose_name = "video"
        verbose_name_plural = "videos"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().delete(*args, **kwargs)
        except models.ProtectedError:
            raise PermissionDenied("A page shows this video. Take it out of the page first.") from None

    @property
    def length(self) -> str:
        """Like "1 minute 5 seconds"; empty when nobody entered it."""
        minutes, seconds = divmod(round(self.duration or 0), 60)
        parts = [(minutes, "minute"), (seconds, "second")]
        return " ".join(f"{count} {unit}{'s' if count != 1 else ''}" for count, unit in parts if count)


class VideoPage(RoomPage):
    shelf = "television"
    # Empty only in a draft: `what_is_missing` holds it back.
    video = models.ForeignKey(Video, models.PROTECT, null=True, related_name="+")
    content_note = models.CharField(
        max_length=160, blank=True, help_text="What somebody may want to know before they watch it."
    )
    transcript = RichTextField(
        features=["bold", "italic", "ol", "ul"], help_text="Everything said and shown, as text."
    )

    content_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        MediaChooserPanel("video", media_type="video"),
        FieldPanel("content_note"),
        FieldPanel("transcript"),
        RoomPage.readers,
        RoomPage.accreditation,
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("transcript")]
    parent_page_types = ["television.TelevisionIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "television/video_page.html"

    class Meta:
        verbose_name = "video page"

    def what_is_missing(self) -> Iterator[str]:
        yield from super().what_is_missing()
        if self.video is None:
            yield "Choose the video."
        elif not self.video.captions:
            yield "The video needs captions."
        if not strip_tags(self.transcript).strip():
            yield "Write the transcript."


class TelevisionIndexPage(IndexPage):
    lists = VideoPage
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["television.VideoPage"]
    template = "television/television_index_page.html"

    class Meta:
        verbose_name = "television"

    def items_for(self, person: Any) -> GatedQuerySet:
        return super().items_for(person).select_related("video")
