"""Uploads are held in memory and nowhere else: Django's own handlers write what is large into a file, unsealed."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MOST_FILES, MOST_BYTES = 5, 5_000_000


class InMemoryOnly(FileUploadHandler):
    """One that is too large arrives cut off at one byte more than is allowed, and the form says so."""

    chunk_size = 64 * 1024

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:
        """More than all files and texts may be together is not read at all."""
        if content_length > MOST_FILES * MOST_BYTES + 2_000_000:
            raise StopUpload(connection_reset=True)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = MOST_BYTES + 1 - self.held.tell()
        if room > 0:
            self.held.write(raw_data[:room])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.held.seek(0)
        return InMemoryUploadedFile(
            self.held, self.field_name, self.file_name, self.content_type, file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip
