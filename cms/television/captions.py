"""Checks on what is uploaded with a video. They catch the wrong file, not every fault in a right one."""

import re
from dataclasses import dataclass
from html import unescape

from django.core.exceptions import ValidationError
from django.core.files.base import File

LARGEST_CAPTIONS = 500_000  # bytes; an hour of speech is about 60,000
MARK = re.compile(r"<[^>]*>")  # who speaks, and how
TIMING = re.compile(
    r"^(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3}) +--> +(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
)


def check_captions(file: File) -> None:
    """A WebVTT file: its first word, at least one timed cue, every cue ending after it starts."""
    cues = [match for line in _text_of(file).splitlines() if (match := TIMING.match(line))]
    if not cues:
        raise ValidationError("This captions file has no timed lines.")
    for cue in cues:
        start, end = _seconds(*cue.groups()[:4]), _seconds(*cue.groups()[4:])
        if end <= start:
            raise ValidationError(f"A caption ends before it starts: {cue.group(0)}")


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: when it begins, in seconds, and its words without marks."""

    start: float
    words: str

    @property
    def second(self) -> int:
        return int(self.start)

    @property
    def clock(self) -> str:
        minutes, seconds = divmod(self.second, 60)
        return f"{minutes}:{seconds:02d}"


def cues_of(file: File) -> list[Cue]:
    """In the order in which they are said. Of a file that was checked when it was uploaded."""
    found = []
    for block in re.split(r"\n\s*\n", _text_of(file).replace("\r\n", "\n")):
        lines = block.strip().split("\n")
        timed = next((at for at, line in enumerate(lines) if TIMING.match(line)), None)
        if timed is not None:
            timing = TIMING.match(lines[timed])
            assert timing is not None
            words = MARK.sub("", " ".join(lines[timed + 1 :])).strip()
            found.append(Cue(_seconds(*timing.groups()[:4]), unescape(words)))
    return [cue for cue in found if cue.words]


def _text_of(file: File) -> str:
    if file.size > LARGEST_CAPTIONS:
        raise ValidationError("This captions file is too large.")
    file.seek(0)
    raw = file.read()
    file.seek(0)
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
    except UnicodeDecodeError:
        raise ValidationError("This captions file is not UTF-8 text.") from None
    if not re.match(r"WEBVTT(?:[ \t]|\r?\n)", text):
        raise ValidationError("This is not a WebVTT captions file: it must begin with WEBVTT.")
    return text


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(thousandths) / 1000


def check_video(file: File) -> None:
    """The first bytes are those of an MP4 or WebM file, whatever its name says."""
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    if head[4:8] != b"ftyp" and head[:4] != b"\x1a\x45\xdf\xa3":
        raise ValidationError("This is not an MP4 or WebM video.")
