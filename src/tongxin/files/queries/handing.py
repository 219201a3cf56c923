"""A file as it is handed out; who may have it is asked by the engine that it belongs to."""

from dataclasses import dataclass

from tongxin.files import storage
from tongxin.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Download:
    name: str
    content_type: str
    content: bytes


def download(file: StoredFile) -> Download:
    return Download(file.name, file.content_type, storage.get(file.sha256))
