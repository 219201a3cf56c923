"""Verbs on cases: open, move, climb; what they no longer keep, and under which key it is sealed."""

from tongxin.cases.commands.climbing import climb_overdue
from tongxin.cases.commands.joining import join_file
from tongxin.cases.commands.lapsing import lapse_due
from tongxin.cases.commands.moving import Making, move_by_code, move_case
from tongxin.cases.commands.opening import Opened, Opening, open_case
from tongxin.cases.commands.resealing import reseal_texts
from tongxin.cases.commands.terms import open_before_terms_end
from tongxin.cases.commands.triggering import open_by_trigger

__all__ = [
    "Making",
    "Opened",
    "Opening",
    "climb_overdue",
    "join_file",
    "lapse_due",
    "move_by_code",
    "move_case",
    "open_before_terms_end",
    "open_by_trigger",
    "open_case",
    "reseal_texts",
]
