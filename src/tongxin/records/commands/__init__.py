"""What people do to records and tasks."""

from tongxin.records.commands.attaching import attach_file, detach_file
from tongxin.records.commands.closing import close_record
from tongxin.records.commands.correcting import correct_record
from tongxin.records.commands.opening import Opened, drop_record, open_record, renew_roll
from tongxin.records.commands.ruling import set_ruling
from tongxin.records.commands.saving import Saved, save_draft
from tongxin.records.commands.signing import sign
from tongxin.records.commands.tasks import OpenedTask, change_task, finish_task, open_task, reopen_task

__all__ = [
    "Opened",
    "OpenedTask",
    "Saved",
    "attach_file",
    "change_task",
    "close_record",
    "correct_record",
    "detach_file",
    "drop_record",
    "finish_task",
    "open_record",
    "open_task",
    "renew_roll",
    "reopen_task",
    "save_draft",
    "set_ruling",
    "sign",
]
