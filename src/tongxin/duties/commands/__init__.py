"""Raise what is owed, meet it, waive it, let it climb."""

from tongxin.duties.commands.climbing import escalate_overdue
from tongxin.duties.commands.feeds import make_feed, stop_feed
from tongxin.duties.commands.meeting import meet_items
from tongxin.duties.commands.meeting_many import meet_many
from tongxin.duties.commands.raising import raise_duties
from tongxin.duties.commands.rekeying import follow_shifts
from tongxin.duties.commands.tallying import tally_differences, tally_rebuild
from tongxin.duties.commands.waiving import undo_waiver, waive_item
from tongxin.duties.commands.withdrawing import withdraw_ahead, withdraw_made, withdraw_shifts

__all__ = [
    "escalate_overdue",
    "follow_shifts",
    "make_feed",
    "meet_items",
    "meet_many",
    "raise_duties",
    "stop_feed",
    "tally_differences",
    "tally_rebuild",
    "undo_waiver",
    "waive_item",
    "withdraw_ahead",
    "withdraw_made",
    "withdraw_shifts",
]
