"""Uploads that are too long are read to their end and thrown away, so that the answer can be a sentence."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class Bounded(FileUploadHandler):
    """First of the upload handlers. A request whose file was too long carries `upload_too_long`, and no file."""

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.size += len(raw_data)
        if self.size > settings.IMPORT_MOST_BYTES:
            self.request.upload_too_long = True  # type: ignore[union-attr]  # asked for by the view
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
