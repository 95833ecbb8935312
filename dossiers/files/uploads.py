"""Bounds on what is sent: a file over the limit is read to its end but kept nowhere, and the page can say which."""

from typing import Any, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

ATTRIBUTE = "_jalon_oversized"


def oversized(request: HttpRequest) -> list[str]:
    """The names of the files of this request that were over the limit; to ask once `request.FILES` was read."""
    return cast(list[str], getattr(request, ATTRIBUTE, []))


class BoundedUpload(FileUploadHandler):
    """Stands before Django's own handlers: no disk is filled by one file, nor by one request."""

    def handle_raw_input(self, _input: Any, _meta: Any, content_length: int, *_more: Any) -> None:
        """Refuses at once a request that could not fit whatever it holds."""
        if content_length > settings.DOSSIER_MAX_BYTES + settings.FILE_MAX_BYTES:
            raise RequestDataTooBig(_("Cet envoi est trop lourd."))

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's signature
        self._received += len(raw_data)
        if self._received > settings.FILE_MAX_BYTES and self.request is not None:
            setattr(self.request, ATTRIBUTE, [*oversized(self.request), str(self.file_name)])
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handlers hold the content."""
