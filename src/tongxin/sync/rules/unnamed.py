"""What somebody brings without a name: nothing by which they could be found stays in the inbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any


def is_unnamed(kind: str, given: Mapping[str, Any]) -> bool:
    return kind == "case.open" and given.get("anonymous") is True


def about(at: datetime) -> datetime:
    """To the quarter of an hour, as the case itself says it."""
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
