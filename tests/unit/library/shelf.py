"""Pages, files and videos for the tests, made as an editor makes them."""

import json
from datetime import date, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path

from django.core.files.base import ContentFile
from PIL import Image

from cms.library.models import LibraryFile, LibraryImage, LibraryIndexPage, LibraryPage
from cms.library.review.actions import approve, submit
from cms.television.models import TelevisionIndexPage, Video, VideoPage

MEDIA = Path(__file__).parents[3] / "fixtures" / "media"
number = count(1)


def document(*rooms, by, body=(), **fields) -> LibraryPage:
    """A draft in the library that lacks nothing. `body`: (kind, content) pairs."""
    blocks = json.dumps([{"type": kind, "value": content} for kind, content in body])
    return _page(LibraryPage, LibraryIndexPage.objects.get(), rooms, by, {"body": blocks, **fields})


def video_page(*rooms, by, video=None, **fields) -> VideoPage:
    content = {"video": video or film(), "transcript": "<p>Breathe in.</p>", **fields}
    return _page(VideoPage, TelevisionIndexPage.objects.get(), rooms, by, content)


def _page(model, index, rooms, by, fields):
    defaults = {
        "title": f"Page {next(number)}",
        "summary": "A page of the tests.",
        "accredited_by": "A body for tests",
        "approver": "Consultant of the tests",
        "evidence": "<p>A book of the tests, 2026.</p>",
        "review_by": date.today() + timedelta(days=365),
        "owner": by,
        "live": False,
    }
    page = model(**{**defaults, **fields})
    page.rooms = list(rooms)
    index.add_child(instance=page)
    return page


def published(page, *, by, approved_by):
    submit(page, by=by)
    return accredited(page, by=approved_by)


def accredited(page, *, by):
    """Every step that is left, up to its publication."""
    for _step in range(3):
        if page.current_workflow_task_state is not None:
            approve(page, by=by)
    return page


def text_file(name="plan.txt", content=b"One small step.") -> LibraryFile:
    return LibraryFile.objects.create(title="A plan", file=ContentFile(content, name=name))


def picture() -> LibraryImage:
    drawn = BytesIO()
    Image.new("RGB", (40, 20), "teal").save(drawn, "PNG")
    return LibraryImage.objects.create(title="A line", file=ContentFile(drawn.getvalue(), name="line.png"))


def film() -> Video:
    files = {
        field: ContentFile((MEDIA / f"paced-breathing.{suffix}").read_bytes(), name=f"breathing.{suffix}")
        for field, suffix in {"file": "mp4", "captions": "vtt", "thumbnail": "jpg"}.items()
    }
    return Video.objects.create(title="Breathing", type="video", duration=45, visuals_spoken=True, **files)


def with_files(*rooms, by) -> tuple[LibraryPage, LibraryFile, LibraryFile, LibraryImage]:
    """A draft that uses a download, a file linked in its text, and a picture."""
    download, linked, shown = text_file(), text_file("linked.txt"), picture()
    body = [
        ("download", {"file": download.pk, "about": ""}),
        ("paragraph", f'<p>See <a linktype="document" id="{linked.pk}">the plan</a>.</p>'),
        ("image", {"picture": {"image": shown.pk, "alt_text": "A line", "decorative": False}, "caption": ""}),
    ]
    return document(*rooms, by=by, body=body), download, linked, shown
