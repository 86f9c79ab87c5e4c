"""Taking a picture in: its pixels, and nothing else of the file that was uploaded.

The file is opened in a process of its own with little memory and time, which knows no database and no secret; what
comes back is made anew from the bare pixels. Whatever else the file carried stays behind: where and with what it was
taken, a smaller picture of before it was cropped, a second file hidden behind the first."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

MOST_BYTES = 12_000_000
WITHIN_S = 20
PROGRAM = Path(__file__).with_name("pixel_copy.py")
# Each may hold a picture of 25 million pixels in memory.
_AT_ONCE = BoundedSemaphore(2)

SENTENCES = {
    2: "This is not a picture we can use. Use a JPEG, PNG or WebP file.",
    3: "This picture is too large. Use one of at most 25 million pixels.",
    4: "This picture is damaged. Try another copy of it.",
}
TRY_AGAIN = "We could not read this picture. Try a smaller one."


class NotAPicture(Exception):
    """What came is no picture that we take; says why in a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Copied:
    data: bytes
    suffix: str  # .jpg or .png
    width: int
    height: int


def copy_pixels(data: bytes) -> Copied:
    """The picture in `data`, turned upright, at most 2,000 pixels a side, without metadata. Raises NotAPicture."""
    if not data or len(data) > MOST_BYTES:
        raise NotAPicture(SENTENCES[2] if not data else "This file is too large. Use one of at most 12 MB.")
    with _AT_ONCE:
        done = _run(data)
    if done is None or done.returncode != 0:
        raise NotAPicture(SENTENCES.get(done.returncode, TRY_AGAIN) if done else TRY_AGAIN)
    head, _newline, copied = done.stdout.partition(b"\n")
    suffix, width, height = head.decode().split()
    return Copied(copied, suffix, int(width), int(height))


def _run(data: bytes) -> "subprocess.CompletedProcess[bytes] | None":
    """None when it took too long."""
    try:
        return subprocess.run(  # noqa: S603  our own program, by its path
            [sys.executable, "-I", str(PROGRAM)],
            input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=WITHIN_S, env={}, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
