"""Where an uploaded file is put: in a folder of its own whose name nobody can guess."""

import secrets
from pathlib import PurePosixPath

from django.db.models import Model
from django.utils.deconstruct import deconstructible

FOLDER_BYTES = 16  # 128 bits: 22 characters of the address
LONGEST_NAME = 50  # the column holds 100 characters, place and folder included


@deconstructible
class InRandomFolder:
    """`upload_to=InRandomFolder("documents")` -> documents/<22 random characters>/<name as uploaded>"""

    def __init__(self, place: str) -> None:
        self.place = place

    def __call__(self, instance: Model | None, filename: str) -> str:
        name = PurePosixPath(filename.replace("\\", "/")).name
        stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix[:10]
        return (
            f"{self.place}/{secrets.token_urlsafe(FOLDER_BYTES)}/{stem[: LONGEST_NAME - len(suffix)]}{suffix}"
        )
