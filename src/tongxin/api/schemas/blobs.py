"""Photos in pieces of one MiB; the wire of docs/decisions/0010-sync.md."""

from ninja import Schema
from pydantic import Field

from tongxin.files.rules import LARGEST


class ProgressOut(Schema):
    """`size` is null where nothing has been begun; then all of it is missing."""

    size: int | None
    missing: list[int]
    done: bool


class WholeIn(Schema):
    size: int = Field(ge=1, le=LARGEST)


class DoneOut(Schema):
    done: bool = True
