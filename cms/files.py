"""The only way by which a byte leaves MEDIA_ROOT: one view at MEDIA_URL that finds out what a stored file
belongs to and asks whether a live page that opens to this person uses it. All else is the same 404."""

import hashlib
import re
from collections.abc import AsyncIterator, Generator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.apps import apps
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

from cms.gated import MAY_USE_THE_CMS, is_shown_to
from cms.routes import For, belongs

# First folder of a stored path -> model and field that keep it. `upload_to` of those fields names the folder.
SHELVES = {
    "documents": ("library.LibraryFile", "file"),
    "pictures": ("library.LibraryImage", "file"),
    "renditions": ("library.LibraryRendition", "file"),
    "videos": ("television.Video", "file"),
    "low-data": ("television.Video", "low_data"),
    "described": ("television.Video", "described"),
    "captions": ("television.Video", "captions"),
    "posters": ("television.Video", "thumbnail"),
    "post-pictures": ("rooms.Picture", "file"),
}
# What may be shown where it stands. Everything else is saved, whatever its name promises.
INLINE = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt; charset=utf-8",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
}
SAVED = {
    ".pdf": "application/pdf",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".txt": "text/plain; charset=utf-8",
}
ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$")
CHUNK = 64 * 1024


@require_safe
def file(request: HttpRequest, path: str) -> HttpResponseBase:
    owner, on_disk = find(path)
    if not may_have(request.user, owner):
        raise Http404
    return dressed(answer(request, Stored.at(path, on_disk)), path)


def find(path: str) -> tuple[models.Model, Path]:
    """The row that keeps this file, and where it lies. Only a path that a row holds is ever opened."""
    model, field = SHELVES.get(path.partition("/")[0], (None, ""))
    row = apps.get_model(model)._default_manager.filter(**{field: path}).first() if model else None
    if row is None:
        raise Http404
    on_disk = Path(getattr(row, field).path)
    if not on_disk.is_file():
        raise Http404
    return row, on_disk


def may_have(person: Any, owner: models.Model) -> bool:
    """Those to whom a live page shows it, and those who work in the CMS; a superuser as such is neither. What belongs
    to no page, such as the picture of a post, answers for itself, and working in the CMS opens none of it."""
    if hasattr(owner, "opens_to"):
        return bool(owner.opens_to(person))
    shown = getattr(owner, "image", owner)  # a rendition is shown by the pages of its picture
    edits = belongs(person, For.CMS) and person.has_perm(MAY_USE_THE_CMS)
    return edits or is_shown_to(person, shown)


@dataclass(frozen=True, slots=True)
class Stored:
    path: str
    on_disk: Path
    size: int
    changed: int  # seconds since 1970, as Last-Modified knows no less
    etag: str

    @classmethod
    def at(cls, path: str, on_disk: Path) -> "Stored":
        stat = on_disk.stat()
        known_by = hashlib.sha256(f"{path} {stat.st_size} {stat.st_mtime_ns}".encode()).hexdigest()[:24]
        return cls(path, on_disk, stat.st_size, int(stat.st_mtime), f'"{known_by}"')


# --- the answer -----------------------------------------------------------------------------------------
def answer(request: HttpRequest, stored: Stored) -> HttpResponseBase:
    if settings.FILES_ACCEL_LOCATION:
        return handed_over(stored)
    unchanged = get_conditional_response(request, etag=stored.etag, last_modified=stored.changed)
    response = unchanged or whole_or_part(request, stored)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = stored.etag
    response["Last-Modified"] = http_date(stored.changed)
    return response


def handed_over(stored: Stored) -> HttpResponse:
    """The web server in front sends the bytes, ranges and conditions included, from its internal location."""
    location = f"{settings.FILES_ACCEL_LOCATION.rstrip('/')}/{quote(stored.path)}"
    return HttpResponse(headers={"X-Accel-Redirect": location})


def whole_or_part(request: HttpRequest, stored: Stored) -> HttpResponseBase:
    first, last, status = asked_range(request, stored)
    length = last - first + 1
    response: HttpResponseBase
    if status == 416:
        response = HttpResponse(status=416)
    elif request.method == "HEAD":
        response = HttpResponse(status=status, headers={"Content-Length": str(length)})
    else:
        chunks = read_async if isinstance(request, ASGIRequest) else read
        response = StreamingHttpResponse(chunks(stored.on_disk, first, length), status=status)
        response["Content-Length"] = str(length)
    if status != 200:
        response["Content-Range"] = f"bytes {f'{first}-{last}' if status == 206 else '*'}/{stored.size}"
    return response


def asked_range(request: HttpRequest, stored: Stored) -> tuple[int, int, int]:
    """First and last byte to send, and with which status. Several ranges, a range we cannot read, or one
    for another version of the file (If-Range) are answered with the whole, as RFC 9110 allows."""
    whole = (0, stored.size - 1, 200)
    asked = ONE_RANGE.match(request.headers.get("Range", ""))
    if (
        not asked
        or asked.groups() == ("", "")
        or request.method != "GET"
        or not same_version(request, stored)
    ):
        return whole
    first, last = asked.groups()
    if first and last and int(last) < int(first):
        return whole
    start = int(first) if first else max(stored.size - int(last), 0)
    end = min(int(last), stored.size - 1) if first and last else stored.size - 1
    return (start, end, 206) if start <= end else (0, -1, 416)


def same_version(request: HttpRequest, stored: Stored) -> bool:
    condition = request.headers.get("If-Range")
    return condition is None or condition == stored.etag or parse_http_date_safe(condition) == stored.changed


def read(path: Path, start: int, length: int) -> Generator[bytes, None, None]:
    with path.open("rb") as opened:
        opened.seek(start)
        while length > 0 and (chunk := opened.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk


def _next(chunks: Generator[bytes, None, None]) -> bytes:
    return next(chunks, b"")


async def read_async(path: Path, start: int, length: int) -> AsyncIterator[bytes]:
    """The same under ASGI, where Django would otherwise gather the whole file before its first byte."""
    chunks = read(path, start, length)
    try:
        while chunk := await sync_to_async(_next)(chunks):
            yield chunk
    finally:
        chunks.close()


def dressed(response: HttpResponseBase, path: str) -> HttpResponseBase:
    """Headers that keep a file a file: its own type, no scripts, no frames, nothing kept by a cache."""
    name = PurePosixPath(path).name
    suffix = PurePosixPath(path).suffix.lower()
    response["Content-Type"] = INLINE.get(suffix) or SAVED.get(suffix, "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(suffix not in INLINE, name) or "inline"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_cache_control(response, private=True, no_store=True)
    return response
