"""What people do to a pre-shift or morning meeting."""

from tongxin.records.preshift.commands.meeting import (
    Finished,
    Started,
    expire_fitness,
    finish_meeting,
    open_meeting,
    save_meeting,
)
from tongxin.records.preshift.commands.morning import finish_morning, open_morning
from tongxin.records.preshift.commands.paper import Typed, Written, enter_paper
from tongxin.records.preshift.commands.signing import sign_rest

__all__ = [
    "Finished",
    "Started",
    "Typed",
    "Written",
    "enter_paper",
    "expire_fitness",
    "finish_meeting",
    "finish_morning",
    "open_meeting",
    "open_morning",
    "save_meeting",
    "sign_rest",
]
