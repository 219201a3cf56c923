"""What people do to records and tasks."""

from tongxin.records.commands.closing import close_record
from tongxin.records.commands.correcting import correct_record
from tongxin.records.commands.opening import Opened, drop_record, open_record
from tongxin.records.commands.saving import Saved, save_draft
from tongxin.records.commands.signing import sign

__all__ = [
    "Opened",
    "Saved",
    "close_record",
    "correct_record",
    "drop_record",
    "open_record",
    "save_draft",
    "sign",
]
