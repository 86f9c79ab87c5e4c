"""How long and how large a video is, as ffprobe says. Where there is no ffprobe, the editor types it."""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj, which

from django.core.files.base import File

PATIENCE_S = 20


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds and pixels."""

    duration: float
    width: int
    height: int


def measure(file: File) -> Measured | None:
    """None where nothing can be said: no ffprobe here, or it finds no picture in the file."""
    probe = which("ffprobe")
    if probe is None:
        return None
    with _on_disk(file) as path:
        # Nothing but the file itself is opened, whatever addresses stand in it.
        command = [
            probe, "-v", "error", "-protocol_whitelist", "file", "-print_format", "json",
            "-select_streams", "v:0", "-show_entries", "format=duration:stream=width,height", str(path),
        ]  # fmt: skip
        try:
            answer = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE_S)  # noqa: S603
        except (subprocess.SubprocessError, OSError):
            return None
    return _read(answer.stdout)


def _read(answer: bytes) -> Measured | None:
    try:
        said = json.loads(answer)
        [stream] = said["streams"]
        return Measured(float(said["format"]["duration"]), int(stream["width"]), int(stream["height"]))
    except (ValueError, KeyError, TypeError):
        return None


@contextmanager
def _on_disk(file: File) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(suffix=".video") as copy:
        file.seek(0)
        copyfileobj(file, copy)
        copy.flush()
        file.seek(0)
        yield Path(copy.name)
