"""What devices may do, what is taken in from them, and what people decide about it."""

from tongxin.sync.commands.devices import Enrolled, enrol_device, revoke_device
from tongxin.sync.commands.epochs import mark_backed_up, new_epoch
from tongxin.sync.commands.holding import apply_held, expire_held
from tongxin.sync.commands.reviewing import decide_operation, decide_twin
from tongxin.sync.commands.taking import Answer, Batch, Taken, take_operations

__all__ = [
    "Answer",
    "Batch",
    "Enrolled",
    "Taken",
    "apply_held",
    "decide_operation",
    "decide_twin",
    "enrol_device",
    "expire_held",
    "mark_backed_up",
    "new_epoch",
    "revoke_device",
    "take_operations",
]
