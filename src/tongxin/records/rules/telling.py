"""What the journal is told of a record's content: choices that duties ask for, and nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any

from tongxin.regimes.schema.fields import FieldSpec


def choices(fields: Iterable[FieldSpec], data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Under `choices`, by field; nothing at all for a record whose fields do not count."""
    chosen = {field.key: data[field.key] for field in fields if field.counts and data.get(field.key)}
    return {"choices": chosen} if chosen else {}
