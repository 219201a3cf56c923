"""Kinds of case."""

from tongxin.regimes.check.cases import beside, fields, gates, leaving, moves, people, sealed, states, words
from tongxin.regimes.check.cases.found import of_each
from tongxin.regimes.check.surroundings import Check

CHECKS: tuple[Check, ...] = tuple(
    of_each(check)
    for module in (states, people, leaving, moves, gates, fields, sealed, beside, words)
    for check in module.CHECKS
)
