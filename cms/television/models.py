"""Videos, and the pages that show them."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtailmedia.edit_handlers import MediaChooserPanel
from wagtailmedia.models import AbstractMedia

from cms.gated import GatedQuerySet, IndexPage, RoomPage, StaysAsApproved
from cms.library.uploads import InRandomFolder
from cms.television.captions import Cue, check_captions, check_video, cues_of
from cms.television.probing import measure

OTHER_VERSIONS = {"low_data", "described"}


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
    low_data = models.FileField(
        "low-data version",
        upload_to=InRandomFolder("low-data"),
        validators=[FileExtensionValidator(["mp4", "webm"]), check_video],
        blank=True,
        help_text="The same video, smaller: for a phone that pays by the megabyte.",
    )
    described = models.FileField(
        "described version",
        upload_to=InRandomFolder("described"),
        validators=[FileExtensionValidator(["mp4", "webm"]), check_video],
        blank=True,
        help_text="The same video with a voice that says what is seen.",
    )
    visuals_spoken = models.BooleanField(
        "all visuals are spoken", default=False, help_text="Whoever only listens misses nothing."
    )
    approved = ("file", "captions", "thumbnail", "low_data", "described", "visuals_spoken")

    admin_form_fields = (
        "title",
        "file",
        "captions",
        "thumbnail",
        "low_data",
        "described",
        "visuals_spoken",
        "collection",
        "duration",
        "width",
        "height",
        "tags",
    )

    class Meta(AbstractMedia.Meta):
        verbose_name = "video"
        verbose_name_plural = "videos"

    def clean(self) -> None:
        super().clean()
        if self.file and not self.duration:  # type: ignore[has-type]
            measured = measure(self.file)
            if measured is None:
                raise ValidationError(
                    {"duration": "This could not be measured here: type how many seconds it lasts."}
                )
            self.duration = measured.duration
            self.width, self.height = measured.width, measured.height

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().delete(*args, **kwargs)
        except models.ProtectedError:
            raise PermissionDenied("A page shows this video. Take it out of the page first.") from None

    @cached_property
    def cues(self) -> list[Cue]:
        """Its captions, for the transcript with times."""
        if not self.captions:
            return []
        try:
            with self.captions.open() as opened:
                return cues_of(opened)
        except (OSError, ValidationError):  # the page stands without it
            return []

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
        else:
            yield from self._what_its_video_lacks(self.video)
        if not strip_tags(self.transcript).strip():
            yield "Write the transcript."

    def _what_its_video_lacks(self, video: Video) -> Iterator[str]:
        if not video.captions:
            yield "The video needs captions."
        if not video.thumbnail:
            yield "The video needs a still picture."
        if not (video.described or video.visuals_spoken):
            yield "Add a described version, or say that all that is seen is spoken."

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Which of its files is shown: the whole one, or what the reader asked for, where there is one."""
        asked = request.GET.get("version", "")
        other = getattr(self.video, asked, None) if self.video and asked in OTHER_VERSIONS else None
        shown = other or (self.video.file if self.video else None)
        return {
            **super().get_context(request, *args, **kwargs),
            "shown": shown,
            "version": asked if other else "",
        }


def _size(file: Any) -> int | None:
    try:
        return file.size if file else None
    except OSError:
        return None


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
