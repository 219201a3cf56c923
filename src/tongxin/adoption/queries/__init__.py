"""Which packs are in force where, what they would cost, and what the pages show of them."""

from tongxin.adoption.queries.force import (
    InForce,
    coverage,
    followed,
    in_force,
    in_force_at,
    packs_of,
    pinned_duty,
    pinned_record,
    pinned_report,
    record_specs,
    records_of,
    report_specs,
)

__all__ = [
    "InForce",
    "coverage",
    "followed",
    "in_force",
    "in_force_at",
    "packs_of",
    "pinned_duty",
    "pinned_record",
    "pinned_report",
    "record_specs",
    "records_of",
    "report_specs",
]
