"""Photos in pieces of one MiB; the wire of docs/decisions/0010-sync.md."""

from ninja import Schema
from pydantic import Field

from tongxin.files.rules import LARGEST, LONGEST_TIME


class ProgressOut(Schema):
    """`size` is null where nothing has been begun; then all of it is missing."""

    size: int | None
    missing: list[int]
    done: bool


class WholeIn(Schema):
    """`taken`: when, by the camera's clock, where drawing it smaller has dropped it: 2026-11-20T08:05:00, with its
    distance to UTC if the camera wrote one. What is no time is left out; the photo counts."""

    size: int = Field(ge=1, le=LARGEST)
    taken: str = Field("", max_length=LONGEST_TIME)


class DoneOut(Schema):
    done: bool = True
