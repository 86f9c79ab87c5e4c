"""Files: a clean copy of what they show, and the original only where the reporter asks for it.

A clean copy is made in a process of its own which knows no secret: a picture from its bare pixels, a PDF page by page
without what is written about it. Other kinds are refused, with a sentence."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from community.rooms.pictures import NotAPicture, copy_pixels
from community.speak_up.actions import Cleaned
from community.speak_up.uploads import MOST_BYTES

PROGRAM = Path(__file__).with_name("pdf_copy.py")
WITHIN_S = 20
CLEAN, ORIGINAL = "clean copy", "original"
TYPES = {".jpg": "image/jpeg", ".png": "image/png"}
KINDS = "Use a picture (JPEG, PNG or WebP), a PDF or plain text. Save an office file as a PDF first."


class NotTaken(Exception):
    """Says why in a sentence for the reporter."""


def cleaned(files: Iterable[UploadedFile], *, keep_originals: bool) -> list[Cleaned]:
    """What is to be sealed. Raises NotTaken for the first that we do not take; then nothing is kept of any."""
    found: list[Cleaned] = []
    for number, file in enumerate(files, 1):
        data = file.read()
        if len(data) > MOST_BYTES:
            raise NotTaken(f"File {number} is too large. A file can have up to 5 MB.")
        try:
            suffix, type_, copy = clean_copy(data)
        except NotTaken as error:
            raise NotTaken(f"File {number}: {error}") from error
        found.append(Cleaned(f"file-{number}{suffix}", CLEAN, type_, copy))
        if keep_originals:
            name = Path(file.name or "").name[:120]
            found.append(Cleaned(f"file-{number} ({name})", ORIGINAL, "application/octet-stream", data))
    return found


def clean_copy(data: bytes) -> tuple[str, str, bytes]:
    """Suffix, type, and the copy. What a file is, it says itself: never its name."""
    if data.startswith(b"%PDF-"):
        return ".pdf", "application/pdf", _without_what_is_about_it(data)
    if _is_plain_text(data):
        return ".txt", "text/plain; charset=utf-8", data
    try:
        copied = copy_pixels(data)
    except NotAPicture as error:
        known = data.startswith((b"\xff\xd8", b"\x89PNG", b"RIFF"))
        raise NotTaken(str(error) if known else KINDS) from error
    return copied.suffix, TYPES[copied.suffix], copied.data


def _is_plain_text(data: bytes) -> bool:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and all(one.isprintable() or one in "\r\n\t\ufeff" for one in text)


def _without_what_is_about_it(data: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  our own program, by its path
            [sys.executable, "-I", str(PROGRAM)],
            input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=WITHIN_S, env={}, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise NotTaken("This PDF takes too long to clean. Try one with fewer pages.") from error
    if done.returncode:
        raise NotTaken("We could not clean this PDF. If it has a password, take it off first.")
    return done.stdout
