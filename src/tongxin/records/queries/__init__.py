"""What one viewer may see of records and tasks."""

from tongxin.records.queries.seen import (
    get_record,
    may_write,
    records_seen_by,
    spec_of,
)

__all__ = ["get_record", "may_write", "records_seen_by", "spec_of"]
