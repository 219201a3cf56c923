"""What is asked of files."""

from tongxin.files.queries.blobs import Progress, arrived, progress
from tongxin.files.queries.evidence import Finding, Looked, ToLook, look_at, to_look_at
from tongxin.files.queries.handing import Download, download

__all__ = [
    "Download",
    "Finding",
    "Looked",
    "Progress",
    "ToLook",
    "arrived",
    "download",
    "look_at",
    "progress",
    "to_look_at",
]
