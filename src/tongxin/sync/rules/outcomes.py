"""What becomes of an operation; one table for all types."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongxin.sync.rules.reading import read_body

HELD_FOR = timedelta(days=5)
REVIEWED_WITHIN = timedelta(days=3)

APPLIED, DUPLICATE, CONFLICT = "applied", "duplicate", "conflict"
HELD, NEEDS_REVIEW, REJECTED = "held", "needs_review", "rejected"
TO_REVIEW = frozenset({CONFLICT, NEEDS_REVIEW, REJECTED})

# The status of a refusal (kernel.errors) -> what becomes of what was refused.
BY_STATUS = {409: CONFLICT, 403: REJECTED, 404: REJECTED, 422: NEEDS_REVIEW}

UNREADABLE = "这一条看不懂，原样留着，等人看"
UNKNOWN_TYPE = "这个版本还不会收这一种，原样留着，升级后再收"
DAMAGED = "这一条在路上传坏了，没有收，请再传一次"
TOO_LARGE = "这一条太大，没有收"
OTHER_BODY = "同一个编号来了两份不一样的，两份都留着，等人定"
NOT_FOUND = "没有找到这件事"  # as the commands say it
WAITS = "等前面的先到"
BROKEN = "收的时候出了错，原样留着，等人看"


@dataclass(frozen=True, slots=True)
class Before:
    """What is there under the id already."""

    sha256: str
    mine: bool  # by whoever brings it now; of what has no name this is not known, and taken so
    body: str = ""  # as it is kept, without what may not lie here


def met_before(before: Before, sha256: str, given: Mapping[str, Any] | None = None) -> str:
    """The same again is the same, also without what dies with its shift, which the phone lets go of as we do;
    anything else under the id is kept beside it."""
    same = before.sha256 == sha256 or (bool(given) and read_body(before.body) == given)
    return DUPLICATE if same and before.mine else CONFLICT


def refused(status: int) -> str:
    """Nothing that came is thrown away for a reason that is not known here."""
    return BY_STATUS.get(status, NEEDS_REVIEW)


def waits(after: Collection[str], there: Collection[str]) -> list[str]:
    """What must have come before, and has not."""
    return [key for key in dict.fromkeys(after) if key not in set(there)]
